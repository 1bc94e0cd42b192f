-- So many requests in one write.
local requests

function init(arguments)
  requests = string.rep(wrk.format("GET"), tonumber(arguments[1]))
end

function request()
  return requests
end
