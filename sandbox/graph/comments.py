"""Comments under posts: what citizens wrote (a tester adds them), read, answered by the Page, hidden, shown again, deleted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from sandbox.accounts import Account
from sandbox.calls import Call, Json
from sandbox.clock import graph_time, now, parse_time
from sandbox.graph.errors import bad_parameter, unknown_object
from sandbox.graph.fields import Field, check_names
from sandbox.graph.listing import LARGEST_LIMIT
from sandbox.graph.state import Comment, State
from sandbox.publications import Publication
from sandbox.store import Store

LONGEST = 8_000
_FIELDS = """
admin_creator application attachment can_comment can_hide can_like can_remove can_reply_privately comment_count
created_time from id is_hidden is_private like_count live_broadcast_timestamp message message_tags object parent
permalink_url private_reply_conversation user_likes
"""
COMMENT_FIELDS = frozenset(_FIELDS.split())

Told = Callable[[Comment, str], None]
"""A comment, and what became of it: `add`, `edited`, `hide`, `unhide`, `remove`."""


class Comments:
    def __init__(self, store: Store, state: State, tell: Told) -> None:
        self._store = store
        self._state = state
        self._tell = tell

    def write(self, post: Publication, text: str, author_id: str, author: str, parent: str = "") -> Comment:
        """A new comment under `post`, or an answer to one. Raises GraphRefused for an empty or too long text."""
        if not text.strip():
            raise bad_parameter("Message is empty")
        if len(text) > LONGEST:
            raise bad_parameter(f"Param message must be no longer than {LONGEST} characters")
        number = post.id.rpartition("_")[2]
        comment = Comment(f"{number}_{self._store.graph_ids.next()}", post.id, parent, author_id, author, text, now())
        self._state.keep(comment)
        self._tell(comment, "add")
        return comment

    def answer(self, call: Call, post: Publication, page: Account, parent: str = "") -> Json:
        return {"id": self.write(post, call.parameters.get("message", ""), page.id, page.name, parent).id}

    def change(self, call: Call, comment: Comment) -> Json:
        given = call.parameters
        changed, verb = comment, ""
        if "is_hidden" in given:
            if given["is_hidden"].lower() not in ("true", "false", "1", "0"):
                raise bad_parameter("Param is_hidden must be a boolean")
            hidden = given["is_hidden"].lower() in ("true", "1")
            changed, verb = replace(changed, hidden=hidden), "hide" if hidden else "unhide"
        if "message" in given:
            changed, verb = replace(changed, text=given["message"]), "edited"
        if changed != comment:
            self._tell(self._state.keep(changed), verb)
        return {"success": True}

    def delete(self, comment: Comment) -> Json:
        self._tell(self._state.keep(replace(comment, deleted=True)), "remove")
        return {"success": True}

    def list(self, call: Call, post: Publication, fields: tuple[Field, ...], simulated: int, parent: str = "") -> Json:
        """One page of comments. `simulated`: how many the audience has written, whom Graph does not name."""
        given = call.parameters
        chosen = [one for one in self._state.comments_of(post.id) if self._is_wanted(one, given, parent)]
        if _one_of(given, "order", ("chronological", "reverse_chronological")) == "reverse_chronological":
            chosen.reverse()
        total = simulated + len(chosen)
        limit, after = given.get("limit", "25"), given.get("after", "")
        if not limit.isdigit() or int(limit) > LARGEST_LIMIT:
            raise bad_parameter(f"The limit parameter must not be larger than {LARGEST_LIMIT}")
        if after:
            places = [place for place, one in enumerate(chosen) if one.id == after]
            if not places:
                raise bad_parameter("Invalid cursor in after")
            chosen = chosen[places[0] + 1 :]
        shown = chosen[: int(limit)]
        document: Json = {"data": [self.comment(one, fields) for one in shown]}
        if shown:
            paging: Json = {"cursors": {"before": shown[0].id, "after": shown[-1].id}}
            if len(chosen) > len(shown):
                query = "&".join(f"{name}={value}" for name, value in call.query if name != "after")
                paging["next"] = f"https://graph.facebook.com{call.path}?{query}&after={shown[-1].id}"
            document["paging"] = paging
        if given.get("summary", "").lower() in ("true", "1", "total_count"):
            document["summary"] = {"order": "chronological", "total_count": total, "can_comment": True}
        return document

    def _is_wanted(self, comment: Comment, given: dict[str, str], parent: str) -> bool:
        try:
            since = parse_time(given["since"]) if given.get("since") else 0.0
        except ValueError:
            raise bad_parameter("Param since must be a Unix or ISO 8601 time") from None
        deep = _one_of(given, "filter", ("toplevel", "stream")) == "stream"
        return comment.written >= since and (comment.parent == parent or (deep and not parent))

    def comment(self, comment: Comment, fields: tuple[Field, ...]) -> Json:
        check_names(fields, COMMENT_FIELDS, "Comment")
        answers = sum(one.parent == comment.id for one in self._state.comments_of(comment.post))
        values: Json = {
            "message": comment.text,
            "created_time": graph_time(comment.written),
            "from": {"id": comment.author_id, "name": comment.author} if comment.author else None,
            "is_hidden": comment.hidden,
            "is_private": False,
            "can_hide": True,
            "can_comment": True,
            "can_remove": True,
            "comment_count": answers,
            "like_count": 0,
            "parent": {"id": comment.parent} if comment.parent else None,
        }
        names = [wanted.name for wanted in fields] or ["created_time", "from", "message"]
        return {name: values[name] for name in names if values.get(name) is not None} | {"id": comment.id}

    def post_of(self, comment: Comment, method: str) -> Publication:
        post = self._store.publication(comment.post)
        if post is None or post.deleted is not None:
            raise unknown_object(comment.id, method)
        return post


def _one_of(given: dict[str, str], name: str, words: tuple[str, ...]) -> str:
    """The first word is what Graph takes for granted."""
    word = given.get(name, words[0])
    if word not in words:
        raise bad_parameter(f"Param {name} must be one of {{{', '.join(words)}}}")
    return word
