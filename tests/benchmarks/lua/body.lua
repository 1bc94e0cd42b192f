-- A request with a body of so many octets.
function init(arguments)
  wrk.method = "POST"
  wrk.body = string.rep("e", tonumber(arguments[1]))
end
