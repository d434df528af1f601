"""The words that toolkits use of themselves: networks, languages, labels, headings. Data, not rules."""

from __future__ import annotations

PLATFORMS: dict[str, str] = {
    "x": "x",
    "twitter": "x",
    "x formerly twitter": "x",
    "formerly twitter": "x",
    "formerly known as twitter": "x",
    "x.com": "x",
    "facebook": "facebook",
    "fb": "facebook",
    "meta": "facebook",
    "instagram": "instagram",
    "insta": "instagram",
    "ig": "instagram",
    "linkedin": "linkedin",
    "linked in": "linkedin",
    "mastodon": "mastodon",
    "bluesky": "bluesky",
    "blue sky": "bluesky",
    "bsky": "bluesky",
    "threads": "threads",
    "tiktok": "tiktok",
    "tik tok": "tiktok",
    "youtube": "youtube",
    "whatsapp": "whatsapp",
    "nextdoor": "nextdoor",
    "pinterest": "pinterest",
    "snapchat": "snapchat",
    "reddit": "reddit",
    "telegram": "telegram",
    "viva engage": "viva-engage",
    "yammer": "viva-engage",
    "google business": "google-business",
}
PLATFORM_NOUNS: dict[str, str] = {"tweet": "x", "tweets": "x"}
"""Words that are a network and a caption at once."""
ANYWHERE = ("all platforms", "all channels", "all networks", "any platform", "any channel", "every platform", "all")

LANGUAGES: dict[str, str] = {
    "english": "en",
    "welsh": "cy",
    "cymraeg": "cy",
    "polish": "pl",
    "polski": "pl",
    "urdu": "ur",
    "اردو": "ur",
    "arabic": "ar",
    "العربية": "ar",
    "bengali": "bn",
    "bangla": "bn",
    "punjabi": "pa",
    "gujarati": "gu",
    "somali": "so",
    "french": "fr",
    "français": "fr",
    "spanish": "es",
    "español": "es",
    "portuguese": "pt",
    "português": "pt",
    "romanian": "ro",
    "română": "ro",
    "ukrainian": "uk",
    "українська": "uk",
    "tamil": "ta",
    "turkish": "tr",
    "türkçe": "tr",
    "hindi": "hi",
    "farsi": "fa",
    "persian": "fa",
    "dari": "prs",
    "pashto": "ps",
    "kurdish": "ku",
    "chinese": "zh",
    "cantonese": "yue",
    "mandarin": "zh",
    "italian": "it",
    "german": "de",
    "deutsch": "de",
    "lithuanian": "lt",
    "irish": "ga",
    "gaeilge": "ga",
    "gaelic": "gd",
    "gàidhlig": "gd",
    "hebrew": "he",
    "russian": "ru",
    "bulgarian": "bg",
    "hungarian": "hu",
    "slovak": "sk",
    "czech": "cs",
    "greek": "el",
    "vietnamese": "vi",
    "nepali": "ne",
    "tigrinya": "ti",
    "amharic": "am",
    "albanian": "sq",
    "dutch": "nl",
}

NOUNS = (
    *("caption", "captions", "copy", "text", "post", "posts", "message", "messages", "messaging", "wording", "words"),
    *("content", "narrative", "body", "update", "version", "option", "variant", "example"),
)
QUALIFIERS = (
    *("suggested", "sample", "proposed", "draft", "social", "media", "short", "shorter", "long", "longer", "main"),
    *("accompanying", "alternative", "template", "launch", "reminder", "teaser", "final", "approved", "the", "for"),
    *("on", "and", "or", "in", "of", "to", "use", "with", "your", "our", "a", "an", "general", "generic", "other"),
    *("only", "number", "no", "part", "carousel", "story", "stories", "reel", "reels", "feed", "day", "week"),
    *("channels", "platforms", "language", "organic", "share", "this"),
)

FIELDS: dict[str, str] = {
    **dict.fromkeys(
        (
            *("alt", "alt text", "alt-text", "alttext", "alternative text", "image description", "picture description"),
            *("photo description", "graphic description", "visual description", "image alt text", "image alt"),
            *("description of image", "description of picture", "text alternative", "accessibility text"),
            *("testun amgen", "alt description"),
        ),
        "alt",
    ),
    **dict.fromkeys(
        ("hashtag", "hashtags", "suggested hashtags", "campaign hashtag", "campaign hashtags", "hash tags", "tags"),
        "hashtags",
    ),
    **dict.fromkeys(
        (
            *("date", "post date", "posting date", "publish date", "publication date", "publish", "publish on", "when"),
            *("scheduled for", "schedule", "schedule for", "go live", "go live date", "go-live", "post on", "day"),
            *(
                "date to post",
                "suggested date",
                "date and time",
                "date time",
                "date/time",
                "timing",
                "suggested timing",
            ),
            *("scheduled date", "date of post", "live date"),
        ),
        "date",
    ),
    **dict.fromkeys(("time", "post time", "posting time", "suggested time", "publish time", "time of post"), "time"),
    **dict.fromkeys(
        (
            "link",
            "links",
            "url",
            "urls",
            "web link",
            "weblink",
            "link to include",
            "link to",
            "landing page",
            "cta link",
        ),
        "link",
    ),
    **dict.fromkeys(
        (
            *("image", "images", "picture", "pictures", "graphic", "graphics", "asset", "assets", "visual", "visuals"),
            *("artwork", "photo", "photos", "photograph", "media", "creative", "social card", "file", "file name"),
            *("filename", "image file", "image name", "image filename", "accompanying image", "suggested image"),
            *("image to use", "asset name", "thumbnail", "preview", "image file name", "social media asset"),
            *("social graphic", "social tile", "tile", "card", "illustration"),
        ),
        "image",
    ),
    **dict.fromkeys(
        ("platform", "platforms", "channel", "channels", "network", "networks", "social channel", "social platform"),
        "platform",
    ),
    **dict.fromkeys(("language", "languages", "iaith"), "language"),
    **dict.fromkeys(
        ("handles", "handle", "tag", "please tag", "mention", "mentions", "accounts to tag", "tag us"), "handles"
    ),
    **dict.fromkeys(("embargo", "embargoed", "embargoed until", "embargo until", "not for use before"), "embargo"),
    **dict.fromkeys(
        (
            *("note", "notes", "theme", "topic", "audience", "target audience", "title", "size", "sizes", "dimensions"),
            *("format", "word count", "character count", "characters", "count", "credit", "photo credit", "status"),
            *(
                "call to action",
                "cta",
                "objective",
                "purpose",
                "who",
                "owner",
                "responsible",
                "comments",
                "ref",
                "week",
            ),
            *("image credit", "video", "number", "no", "campaign", "activity", "post type", "type", "focus", "subject"),
            *("post no", "post number", "key message", "approved by", "sign off", "length", "id", "post id"),
        ),
        "note",
    ),
}
WHOLE_ONLY = frozenset(
    (
        *("day", "week", "media", "file", "card", "no", "number", "when", "who", "tag", "note", "notes", "count"),
        *("length", "title", "id", "type", "focus", "size", "video", "campaign", "activity", "format", "subject"),
        *("schedule", "publish", "theme", "topic", "preview", "tags"),
    )
)
"""Fields only where they are the whole label: in `Campaign post 2` or `Social media post` they mean nothing more."""

SHY = frozenset(
    (
        *("the", "for", "on", "and", "or", "in", "of", "to", "all", "day", "week", "who", "when", "tag", "file", "a"),
        *("share", "publish", "card", "media", "id", "no", "count", "note", "link"),
    )
)
"""Too common to be a label on a line of their own without a colon."""
