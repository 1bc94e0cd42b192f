"""The App: the face that users see. It collects what they write and composes it at start-up.

There is no `app.run()`. An App lives in `interfaces`, where no server is known; whoever runs
it, `infrastructure.run`, a test client or an ASGI server, reaches inward and calls
`lifespan()`. That call is where everything is put together, once:

    providers ─▶ dependencies ─▶ endpoints bound ─▶ Router ─▶ middleware around it ─▶ Handler
"""

from collections import ChainMap
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from inspect import isfunction
from typing import Any, Protocol, TypeVar, overload

from entities import ConfigurationError, Handler, Headers, HTTPError, Middleware, Request, Response
from interfaces.endpoint import Endpoint
from interfaces.errors import CONNECTION, ErrorHandler, answer_by
from interfaces.middleware import Answer, wrap
from interfaces.providers import Kind, Provided, Provider, Scope, enter
from interfaces.signature import fault, signature
from use_cases import Router, build_path

Register = Callable[[Provider[Kind]], Provider[Kind]]
Function = TypeVar("Function", bound=Callable[..., Any])


class Decorator(Protocol):
    """Registers a function and leaves it as it was."""

    def __call__(self, function: Function, /) -> Function:
        """Return the function itself."""


class App:
    """A collection of endpoints, middleware and providers."""

    def __init__(self, providers: Mapping[Any, Provider[Any]] | None = None) -> None:
        self._endpoints: list[Endpoint] = []
        self._middleware: list[Middleware] = []
        self._providers = {kind: Provided(each) for kind, each in (providers or {}).items()}
        self._errors: dict[int | type[Exception], ErrorHandler] = {}
        self._included: list[tuple[str, App]] = []

    def route(
        self, method: str, pattern: str, *, name: str = "", max_body: int | None = None
    ) -> Decorator:
        """Register an endpoint. It can be found by `name`, which is the function's if not given.

        `max_body` limits the body of this route, in octets, in place of the server's limit.
        """
        if not isinstance(pattern, str):
            raise fault(pattern, 'write the path, as in @app.get("/")')

        def register(function: Function) -> Function:
            known_as = name or getattr(function, "__name__", "")
            self._endpoints.append(Endpoint(method, pattern, function, known_as, max_body))
            return function

        return register

    def get(self, pattern: str, *, name: str = "") -> Decorator:
        """Register an endpoint for GET, and so for HEAD."""
        return self.route("GET", pattern, name=name)

    def post(self, pattern: str, *, name: str = "", max_body: int | None = None) -> Decorator:
        """Register an endpoint for POST."""
        return self.route("POST", pattern, name=name, max_body=max_body)

    def put(self, pattern: str, *, name: str = "", max_body: int | None = None) -> Decorator:
        """Register an endpoint for PUT."""
        return self.route("PUT", pattern, name=name, max_body=max_body)

    def patch(self, pattern: str, *, name: str = "", max_body: int | None = None) -> Decorator:
        """Register an endpoint for PATCH."""
        return self.route("PATCH", pattern, name=name, max_body=max_body)

    def delete(self, pattern: str, *, name: str = "") -> Decorator:
        """Register an endpoint for DELETE."""
        return self.route("DELETE", pattern, name=name)

    def middleware(self, layer: Middleware) -> Middleware:
        """Register a middleware; the first one registered stands outermost."""
        self._middleware.append(layer)
        return layer

    def error(self, kind: int | type[Exception]) -> Decorator:
        """Register what answers an error in place of this server: by its type or its status.

        It is called with the request and the error, and returns what an endpoint may return; what
        is not yet a Response gets the status of the error. The most specific type is asked,
        before the status of an HTTPError. `Exception` stands for all that is no HTTPError.
        """
        is_error = Exception in getattr(kind, "__mro__", ()) and kind not in CONNECTION
        if kind not in range(400, 600) and not is_error:
            hint = "take a status from 400 to 599, or a type of exception, as in @app.error(404)"
            raise ConfigurationError(f"an error handler cannot be one for {kind!r}; {hint}")

        def register(function: Function) -> Function:
            if len([*signature(function)]) != 2:
                raise fault(function, "an error handler takes the request and the error")
            self._errors[kind] = function
            return function

        return register

    @overload
    def provide(self, kind: type[Kind], *, scope: Scope = "app") -> Register[Kind]: ...

    @overload  # What no type checker takes for a type[Kind]: a Protocol, Annotated[Store, "main"].
    def provide(self, kind: Any, *, scope: Scope = "app") -> Decorator: ...

    def provide(self, kind: Any, *, scope: Scope = "app") -> Any:
        """Register a provider of the objects of a type, which endpoints then may ask for.

        What it gives lives as long as the App or, with the scope "request", until one request
        is answered. Such a provider may ask for the Request, too.
        """
        if isfunction(kind):
            raise fault(kind, "write the type, as in @app.provide(Database)")
        if scope not in ("app", "request"):
            raise ConfigurationError(f"there is no scope {scope!r}; there are app and request")

        def register(provider: Provider[Any]) -> Provider[Any]:
            self._providers[kind] = Provided(provider, scope)
            return provider

        return register

    def include(self, prefix: str, app: "App") -> None:
        """Serve the endpoints of another App below a prefix, such as "/api".

        Its middleware stands around its own endpoints alone. Where both provide a type, this
        App's provider is taken: so a test replaces a provider by including the real App in one
        with another.
        """
        if prefix and (not prefix.startswith("/") or prefix.endswith("/")):
            raise ConfigurationError(f"the prefix {prefix!r} must read like /api, or be empty")
        self._included.append((prefix, app))

    @property
    def endpoints(self) -> list[Endpoint]:
        """All endpoints: one's own, then those of each included App with its prefix."""
        endpoints = [replace(own, errors=(self._errors,)) for own in self._endpoints]
        for prefix, app in self._included:
            for inner in app.endpoints:
                layers = (*app._middleware, *inner.middleware)
                asked = (*inner.errors, self._errors)
                pattern = prefix + inner.pattern
                endpoints.append(replace(inner, pattern=pattern, middleware=layers, errors=asked))
        return endpoints

    @property
    def providers(self) -> dict[Any, Provided]:
        """All providers by type; one's own come before those of included Apps."""
        return dict(ChainMap(self._providers, *(app.providers for _, app in self._included)))

    def url(self, name: str, /, **params: object) -> str:
        """Return the path of the endpoint with this name, its parameters filled in.

        Raises ValueError if no endpoint or several have the name, or a parameter does not fit.

        >>> app = App()
        >>> @app.get("/welcome/{name}")
        ... def welcome(name: str) -> str:
        ...     return f"Welcome {name}"
        >>> app.url("welcome", name="Ada")
        '/welcome/Ada'
        """
        endpoints = self.endpoints
        patterns = {endpoint.pattern for endpoint in endpoints if endpoint.name == name}
        if len(patterns) != 1:
            known = ", ".join(sorted({endpoint.name for endpoint in endpoints}))
            count = len(patterns) or "no"
            raise ValueError(f"{count} patterns have the name {name!r}; the names are {known}")
        return build_path(patterns.pop(), params)

    @asynccontextmanager
    async def lifespan(self) -> AsyncIterator[Handler]:
        """Start everything up and give the Handler; shut everything down on leaving.

        Raises ConfigurationError for whatever could not work: a route that cannot be reached,
        a parameter or a provider that nothing fills.
        """
        async with AsyncExitStack[None]() as stack:
            dependencies = await enter(self.providers, stack)
            routes = [each.bind(dependencies, answer_by(each.errors)) for each in self.endpoints]
            answer = answer_by([self._errors])
            yield wrap(_dispatcher(Router(routes), answer), tuple(self._middleware), answer)


def _dispatcher(router: Router, answer: Answer) -> Handler:
    """Make the Handler that finds the route of a request and calls it."""
    match = router.match

    async def dispatch(request: Request) -> Response:
        try:
            route, params = match(request.method, request.raw_path)
            if request.body.length != 0:
                request.body.admit(route.max_body)
        except HTTPError as miss:
            if request.method == "OPTIONS" and miss.status == 405:
                return Response(204, Headers(miss.headers))
            return await answer(request, miss)
        return await route.handler(request.with_params(params) if params else request)

    return dispatch
