-- Sends the prepared requests one after the other, and checks each answer against the request with its id.

local threads = {}
local prepared, expected = {}, {}
local sent = 0
checked, wrong, example = 0, 0, ""

function setup(thread)
  threads[#threads + 1] = thread
end

function init(arguments)
  for number, exchange in ipairs(dofile(arguments[1])) do
    prepared[number] = wrk.format("POST", exchange.path, exchange.headers, exchange.body)
    expected[number] = exchange.text
  end
end

function request()
  sent = sent % #prepared + 1
  return prepared[sent]
end

local function text_of_request(body)
  local _, before = body:find('"id":', 1, true)
  return before and expected[tonumber(body:match("^%s*(%d+)", before + 1))]
end

function response(status, _, body)
  checked = checked + 1
  local text = text_of_request(body)
  if status ~= 200 or not text or not body:find(text, 1, true) then
    wrong = wrong + 1
    example = status .. " " .. body:sub(1, 700)
  end
end

function done(summary, latency)
  local checked, wrong, example = 0, 0, ""
  for _, thread in ipairs(threads) do
    checked = checked + thread:get("checked")
    wrong = wrong + thread:get("wrong")
    example = thread:get("example")
  end
  local errors = summary.errors
  local broken = errors.connect + errors.read + errors.write + errors.timeout
  io.write(string.format("load %d %d %d %d %d %d %d\n%s\n", summary.requests, checked, wrong, broken,
    summary.duration, latency:percentile(50), latency:percentile(99), example))
end
