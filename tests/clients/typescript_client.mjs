// Lists and calls tools with the TypeScript SDK, as the JSON argument says, and prints what it saw as JSON.

import { createRequire } from "node:module";
import { cwd } from "node:process";

// The packages are installed beside the lock file's copy, which is the working directory.
const require = createRequire(`${cwd()}/package.json`);
const { Client, StreamableHTTPClientTransport } = require("@modelcontextprotocol/client");
const { StdioClientTransport } = require("@modelcontextprotocol/client/stdio");

const { target, mode, calls } = JSON.parse(process.argv[2]);
const transport =
  typeof target === "string"
    ? new StreamableHTTPClientTransport(new URL(target))
    : new StdioClientTransport({ command: target[0], args: target.slice(1) });
const client = new Client({ name: "tests", version: "0" }, { versionNegotiation: { mode } });
await client.connect(transport);

const { tools } = await client.listTools();
const answers = [];
for (const [name, args] of calls) {
  const answer = await client.callTool({ name, arguments: args });
  answers.push(answer.content[0].text);
}
console.log(
  JSON.stringify({ revision: client.getNegotiatedProtocolVersion(), tools: tools.map((tool) => tool.name), answers }),
);
await client.close();
