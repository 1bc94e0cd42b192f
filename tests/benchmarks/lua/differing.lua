-- No two heads are the same, so no memory of heads is of use. The first number is an argument, so
-- that none comes again in the next run. The request is cut into pieces once, to keep this cheap.
local before, between, behind, after
local number

function init(arguments)
  number = tonumber(arguments[1])
  wrk.headers["X-Request-Id"] = "@"
  wrk.headers["Cookie"] = "visit=@; theme=dark"
  local request = wrk.format("GET", wrk.path .. "?visit=@")
  before, between, behind, after = request:match("^([^@]*)@([^@]*)@([^@]*)@([^@]*)$")
end

function request()
  number = number + 1
  return before .. number .. between .. number .. behind .. number .. after
end
