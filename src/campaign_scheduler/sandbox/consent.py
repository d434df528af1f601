"""OAuth on the stand-in networks: a page to say yes or no on, codes, tokens, renewal with rotation, revocation.

Tokens are named as everywhere here: `token-trust_x` is trust_x's, and `~3` after it counts its renewals.
"""

from __future__ import annotations

import base64
import hashlib
import html
import secrets
from datetime import datetime
from urllib.parse import urlencode

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from .desks import Code, Desk
from .posts import JSON
from .request import answer, form_body, world_of

BY_HAND = "urn:ietf:wg:oauth:2.0:oob"
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>body{{font:1.1rem/1.6 system-ui;max-width:34rem;margin:3rem auto;padding:0 1rem}}
button,input{{font:inherit;padding:.4rem .8rem}}</style></head><body><h1>{title}</h1>{body}</body></html>"""
FORM = """<form method="post"><p><label>Log in as <input name="account" value="{account}" required></label></p>
<fieldset><legend>{client} wants to</legend>{scopes}</fieldset>
<p><button name="answer" value="yes">Allow</button> <button name="answer" value="no">Refuse</button></p></form>"""
SCOPE = '<p><label><input type="checkbox" name="scope" value="{0}" checked> {0}</label></p>'


def desk(request: Request) -> Desk:
    """The desk of the network that the request came to."""
    return world_of(request).desks[_network(request)]


def _network(request: Request) -> str:
    return str(request.scope["root_path"]).strip("/").split("/")[-1]


async def authorize(request: Request) -> Response:
    """The page where a person says yes or no, and where her answer goes."""
    asked, here = request.query_params, desk(request)
    wrong = [name for name in ("client_id", "redirect_uri", "scope") if not asked.get(name)]
    if wrong or asked.get("response_type") != "code":
        return _page(f"{here.network}: this request is not valid", f"<p>{', '.join(wrong) or 'response_type'}</p>", 400)
    refused = _not_allowed(here, asked["scope"].split())
    if refused:
        error = {"error": "unauthorized_scope_error", "error_description": refused}
        return _back(asked["redirect_uri"], {**error, "state": asked.get("state", "")})
    if request.method == "GET":
        return _ask(here, asked["client_id"], asked["scope"].split())
    form, _ = await form_body(request)
    return _answered(request, form)


def _not_allowed(here: Desk, wanted: list[str]) -> str:
    over = [scope for scope in wanted if here.apps_may is not None and scope not in here.apps_may]
    return f'Scope "{over[0]}" is not authorized for your application' if over else ""


def _ask(here: Desk, client: str, wanted: list[str]) -> Response:
    boxes = "".join(SCOPE.format(html.escape(scope)) for scope in wanted)
    form = FORM.format(account=f"trust_{here.network}", client=html.escape(client), scopes=boxes)
    return _page(f"Stand-in for {here.network}: may this program act for you?", form)


def _answered(request: Request, form: FormData) -> Response:
    asked, here, world = request.query_params, desk(request), world_of(request)
    state = {"state": asked["state"]} if "state" in asked else {}
    if form.get("answer") != "yes":
        error = {"error": "access_denied", "error_description": "The user denied the request"}
        return _back(asked["redirect_uri"], error | state)
    code = f"code-{secrets.token_hex(16)}"
    here.codes[code] = Code(
        str(form.get("account") or ""),
        asked["client_id"],
        asked["redirect_uri"],
        asked.get("code_challenge", ""),
        " ".join(str(scope) for scope in form.getlist("scope")),
        world.clock.now() + here.code_lives,
    )
    if asked["redirect_uri"] == BY_HAND:
        return _page("Copy this code", f"<p><code>{code}</code></p>")
    return _back(asked["redirect_uri"], {"code": code} | state)


async def token(request: Request) -> Response:
    """A code, or a refresh token, for tokens. What is wrong is said as RFC 6749 says it."""
    form, here = (await form_body(request))[0], desk(request)
    client = _client(request, form)
    if not client:
        return _refused(401, "unauthorized_client", "Missing valid authorization header")
    if here.apps and here.apps.get(client) != str(form.get("client_secret") or ""):
        return _refused(401, "invalid_client", "Client authentication failed")
    if form.get("grant_type") == "authorization_code":
        return _by_code(request, here, form, client)
    if form.get("grant_type") == "refresh_token" and here.renews:
        return _by_refresh(request, here, str(form.get("refresh_token") or ""))
    return _refused(400, "unsupported_grant_type", "The grant type is not supported")


def _client(request: Request, form: FormData) -> str:
    """From the header of an app with a secret, else from the form."""
    kind, _, text = request.headers.get("authorization", "").partition(" ")
    if kind == "Basic":
        return base64.b64decode(text).decode().partition(":")[0]
    return str(form.get("client_id") or "")


def _by_code(request: Request, here: Desk, form: FormData, client: str) -> Response:
    code = here.codes.pop(str(form.get("code") or ""), None)
    if code is None or code.ends_at <= world_of(request).clock.now():
        return _refused(400, "invalid_grant", "The provided authorization code is invalid, expired or used")
    if (code.client, code.redirect) != (client, form.get("redirect_uri")):
        return _refused(400, "invalid_grant", "The redirect URI or client does not match the code")
    if here.network == "linkedin" and form.get("code_verifier"):
        return _refused(401, "invalid_client", "Client authentication failed")
    if code.challenge and _challenge(str(form.get("code_verifier") or "")) != code.challenge:
        return _refused(400, "invalid_grant", "Value passed for the code verifier did not match the code challenge")
    return JSONResponse(issue(here, code.account, code.scopes, world_of(request).clock.now()))


def _challenge(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")


def _by_refresh(request: Request, here: Desk, given: str) -> Response:
    if not given or given in here.used or given.startswith("bad"):
        return _refused(400, here.refusal, "Value passed for the token was invalid.")
    account = given.removeprefix("refresh-").partition("~")[0]
    if here.rotates:
        here.used.add(given)
    scopes = here.scopes.get(account, here.usual_scopes)
    return JSONResponse(issue(here, account, scopes, world_of(request).clock.now(), given))


def issue(here: Desk, account: str, scopes: str, now: datetime, spent: str = "") -> JSON:
    """A new token; with a new refresh token where those are good once."""
    here.scopes[account] = scopes
    here.issued[account] += 1
    tail = f"{account}~{here.issued[account]}"
    told: JSON = {"token_type": "bearer", "access_token": f"token-{tail}", "scope": scopes}
    if here.token_lives is not None:
        told["expires_in"] = int(here.token_lives.total_seconds())
        here.ends[f"token-{tail}"] = now + here.token_lives
    if here.renews and (not here.rotates or "offline.access" in scopes.split()):
        told["refresh_token"] = f"refresh-{tail}" if here.rotates or not spent else spent
    return told


async def revoke(request: Request) -> Response:
    """What is unknown is revoked already."""
    form, world = (await form_body(request))[0], world_of(request)
    given = str(form.get("token") or "")
    world.revoked.add(given)
    desk(request).used.add(given)
    return JSONResponse({})


async def introspect(request: Request) -> Response:
    """What is known of a token, to the app that it was given to."""
    form, here = (await form_body(request))[0], desk(request)
    given = str(form.get("token") or "")
    if not form.get("client_id") or not form.get("client_secret"):
        return _refused(400, "invalid_request", "A required parameter is missing")
    told: JSON = {"active": given in here.ends and given not in world_of(request).revoked}
    if given in here.ends:
        told["expires_at"] = int(here.ends[given].timestamp())
    return JSONResponse(told)


async def register(request: Request) -> Response:
    """An app registers itself."""
    form, here = (await form_body(request))[0], desk(request)
    if not form.get("client_name") or not form.get("redirect_uris"):
        return answer(422, {"error": "Validation failed: Name can't be blank"})
    client, secret = f"app-{secrets.token_hex(8)}", f"app-secret-{secrets.token_hex(8)}"
    here.apps[client] = secret
    about = {"id": str(len(here.apps)), "name": form["client_name"], "redirect_uri": form["redirect_uris"]}
    return JSONResponse(about | {"client_id": client, "client_secret": secret})


def _refused(status: int, error: str, description: str) -> Response:
    return answer(status, {"error": error, "error_description": description})


def _back(redirect: str, parts: dict[str, str]) -> Response:
    return RedirectResponse(f"{redirect}?{urlencode(parts)}", 302)


def _page(title: str, body: str, status: int = 200) -> Response:
    return HTMLResponse(PAGE.format(title=html.escape(title), body=body), status)
