"""For other programs: is it healthy, and figures for Prometheus."""

from __future__ import annotations

import hmac

from prometheus_client import CollectorRegistry, Gauge, Summary, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from starlette.responses import JSONResponse, PlainTextResponse, Response

from ...model.errors import CampaignError
from ...services import signs
from ...services.figures import Figures, figures
from ..door import Asked, page
from ..guard import is_loopback


def healthz(asked: Asked) -> Response:
    """200 while the store can be read and the daemon gives signs of life, else 503."""
    try:
        alive = signs.signs(asked.app).daemon_alive
    except CampaignError as error:
        return JSONResponse({"ok": False, "daemon": "unknown", "error": error.message}, 503)
    return JSONResponse({"ok": alive, "daemon": "alive" if alive else "silent"}, 200 if alive else 503)


def metrics(asked: Asked) -> Response:
    """To this machine, and to who has CAMPAIGN_METRICS_TOKEN."""
    if not _may_read(asked):
        return PlainTextResponse("Set CAMPAIGN_METRICS_TOKEN and send it as a bearer token.\n", 401)
    return Response(_exposed(figures(asked.app)), headers={"content-type": CONTENT_TYPE_LATEST})


def _may_read(asked: Asked) -> bool:
    token = asked.app.settings.metrics_token.get_secret_value()
    given = asked.request.headers.get("authorization", "").removeprefix("Bearer ")
    if token:
        return hmac.compare_digest(given.encode(), token.encode())
    return is_loopback(asked.place) and "x-forwarded-for" not in asked.request.headers


def _exposed(found: Figures) -> bytes:
    registry = CollectorRegistry()
    posts = Gauge("campaign_posts", "Posts to one account each, by state.", ["state"], registry=registry)
    for state, count in found.states.items():
        posts.labels(state.value).set(count)
    singles = {
        "campaign_stops_in_force": ("Stops in force.", found.stops),
        "campaign_posts_overdue": ("Posts that are due and not out.", found.overdue),
        "campaign_messages_waiting": ("Messages not sent yet.", found.messages_waiting),
        "campaign_messages_failing": ("Messages that could not be sent so far.", found.messages_failing),
    }
    for name, (words, value) in singles.items():
        Gauge(name, words, registry=registry).set(value)
    if found.beat_age is not None:
        words = "Seconds since the publishing process gave a sign of life."
        Gauge("campaign_heartbeat_age_seconds", words, registry=registry).set(found.beat_age)
    late = Summary("campaign_lateness_seconds", "Lateness of what left in the last hour.", registry=registry)
    for seconds in found.lateness:
        late.observe(seconds)
    return generate_latest(registry)


ROUTES = [page("/healthz", healthz, signed_in=False), page("/metrics", metrics, signed_in=False)]
