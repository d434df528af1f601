"""What people and tools call the columns of a posting calendar."""

from __future__ import annotations

import re

NETWORKS = {
    "x": "x",
    "twitter": "x",
    "twitter/x": "x",
    "x/twitter": "x",
    "x (twitter)": "x",
    "twitter (x)": "x",
    "tweet": "x",
    "linkedin": "linkedin",
    "linked in": "linkedin",
    "mastodon": "mastodon",
    "bluesky": "bluesky",
    "bsky": "bluesky",
    "facebook": "facebook",
    "fb": "facebook",
    "instagram": "instagram",
    "insta": "instagram",
    "ig": "instagram",
    "threads": "threads",
    "tiktok": "tiktok",
    "youtube": "youtube",
    "pinterest": "pinterest",
    "gbp": "google business",
    "google business": "google business",
    "google business profile": "google business",
    "nextdoor": "nextdoor",
    "whatsapp": "whatsapp",
    "telegram": "telegram",
    "snapchat": "snapchat",
    "reddit": "reddit",
}
"""Each way of writing a network, in small letters, with one name for it."""

TITLES = {"linkedin": "LinkedIn", "tiktok": "TikTok", "youtube": "YouTube", "whatsapp": "WhatsApp"}


def title_of(network: str) -> str:
    """A network's name as people write it: `LinkedIn`, `X`, `Google Business`."""
    return TITLES.get(network, network.title())


WORDS: dict[str, tuple[str, ...]] = {
    "moment": (
        *("posting time", "postatspecifictime", "scheduled time", "schedule time", "scheduled at", "scheduledat"),
        *("scheduled_at", "scheduled for", "publish at", "date time", "datetime", "date and time", "date/time"),
        *("date & time", "date + time", "schedule date", "scheduled date", "scheduled_time", "send at", "publish time"),
        *("publish date", "publish_date", "publication date", "send date", "due at", "scheduled", "when"),
    ),
    "date": (
        "date",
        "day",
        "post date",
        "posting date",
        "go live date",
        "live date",
        "date to post",
        "date of post",
        "publish day",
        "date scheduled",
    ),
    "time": ("time", "time_24hr", "post time", "time of day", "go live time", "hour", "time to post", "time (gmt)"),
    "weekday": ("weekday", "day of week", "day of the week"),
    "zone": ("timezone", "time zone", "tz", "zone"),
    "text": (
        *("text", "message", "message_text", "post", "content", "caption", "copy", "post text", "post copy", "words"),
        *("post content", "caption text", "social copy", "tweet", "tweet text", "update", "status update", "body"),
        *("suggested copy", "caption/copy", "main copy", "post description", "message text", "post caption", "wording"),
        *(
            "social media copy",
            "social post",
            "social post copy",
            "copy text",
            "post message",
            "draft copy",
            "final copy",
        ),
    ),
    "link": (
        "link",
        "url",
        "links",
        "web link",
        "link url",
        "landing page",
        "website",
        "call to action link",
        "cta link",
    ),
    "media": (
        *("image", "images", "image url", "image urls", "imageurls", "image_url", "image link", "picture", "pictures"),
        *("picture url", "media", "media url", "media urls", "mediaurls", "photo", "photos", "photo url", "asset"),
        *("assets", "artwork", "visual", "graphic", "creative", "image file", "image name", "image_link", "gif url"),
        *("image/video", "image or video", "visuals", "asset link", "creative link", "graphic link", "image file name"),
        *("gifurl", "attachment", "attachments", "photo urls", "media link"),
    ),
    "video": ("video", "video url", "videourl", "videourls", "video urls", "video link", "video thumbnail url"),
    "alt": (
        "alt",
        "alt text",
        "alttext",
        "alt text picture",
        "image alt text",
        "image description",
        "alternative text",
    ),
    "accounts": (
        *("account", "accounts", "channel", "channels", "platform", "platforms", "network", "networks", "profile"),
        *("profiles", "social network", "social networks", "social profile", "social account", "social accounts"),
        *("page", "profile name", "account name", "social media channel", "social channel", "where"),
    ),
    "tags": ("tags", "tag", "label", "labels", "category", "categories", "campaign", "theme"),
    "note": ("note", "notes", "comments", "internal notes", "internal note", "remarks"),
    "comment": ("comment", "first comment", "first comment text", "followupcomment", "follow up comment"),
    "status": ("status", "state", "approval status", "draft", "post status"),
    "title": ("title", "headline", "post title", "document title"),
    "hashtags": ("hashtags", "hashtag"),
    "id": ("id", "post id", "ref", "reference", "account id"),
    "metric": (
        *("impressions", "engagements", "engagement", "engagement rate", "likes", "reach", "clicks", "views", "shares"),
        *(
            "retweets",
            "reposts",
            "reactions",
            "link clicks",
            "post clicks",
            "video views",
            "comments count",
            "favorites",
        ),
    ),
    "appointment": ("start date", "end date", "start time", "end time", "all day event", "location", "attendees"),
    "money": ("amount", "balance", "debit", "credit", "price", "cost", "paid in", "paid out", "quantity", "total"),
}
MEANINGS = {word: meaning for meaning, words in WORDS.items() for word in words}
COPY_WORDS = re.compile(r"\b(?:copy|caption|text|post|message|content|wording|version)\b")


def plain(heading: object) -> str:
    """A heading in small letters, without its explanation: `Link(s) - Separated by comma` is `link`."""
    words = " ".join(str(heading or "").replace("\ufeff", "").split()).lower()
    words = re.split(r"\s+-\s+", words)[0].replace("(s)", "")
    words = re.sub(r"\s*\((?:uk|gmt|bst|local|london|yyyy|yyy|mm|dd|hh|ogmeta|optional|required|24)[^)]*\)", "", words)
    return re.sub(r"[\s:*]+\Z", "", words)


def meaning(heading: object) -> str:
    """What a column is for (`text`, `media`, `flag:linkedin`…), or blank when its heading says nothing we know."""
    words = plain(heading)
    unnumbered = re.sub(r"\s*#?\d{1,2}\Z", "", words)
    for name in (words, unnumbered, words.replace("_", " ")):
        if name in MEANINGS:
            return MEANINGS[name]
    return _of_network(words)


def _of_network(words: str) -> str:
    """`LinkedIn` alone marks or holds words; `LinkedIn copy` holds words."""
    if words in NETWORKS:
        return f"network:{NETWORKS[words]}"
    rest = COPY_WORDS.sub("", words)
    name = " ".join(rest.replace("for", "").replace("_", " ").split()).strip(" -:/")
    return f"text:{NETWORKS[name]}" if rest != words and name in NETWORKS else ""


def order_said(heading: object) -> str:
    """`dmy` or `mdy` where the heading itself says it: `Date (DD/MM/YYYY)`; else blank."""
    found = re.search(r"\b(dd?|mm?)\s?[-/. ]\s?(dd?|mm?)\b", str(heading or "").lower())
    if found is None or found[1][0] == found[2][0]:
        return ""
    return "dmy" if found[1][0] == "d" else "mdy"
