"""Wrong on purpose: it raises what no except Exception catches, at import."""


class Nasty(BaseException):
    pass


raise Nasty("not even an Exception")
