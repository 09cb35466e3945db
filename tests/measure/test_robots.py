"""People and machines told apart: by the method, by what the request says it is for, by the user agent."""

import pytest

from distributor.measure.robots import is_robot
from tests.measure.clicking import PHONE

IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
DESKTOP = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36"
)

PEOPLE = [
    PHONE,
    DESKTOP,
    f"{DESKTOP} Edg/142.0.0.0",
    f"{IPHONE} Version/18.6 Mobile/15E148 Safari/604.1",
    f"{IPHONE} GSA/380.0 Mobile/15E148 Safari/604.1",
    f"{IPHONE} Mobile/15E148 [FBAN/FBIOS;FBAV/480.0.0.40.107;FBDV/iPhone15,2]",
    f"{IPHONE} Mobile/15E148 Instagram 350.0.0.20.95",
    f"{PHONE} [FB_IAB/FB4A;FBAV/480.0.0.54.88;]",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Zalo iOS/650",
    f"{PHONE} Zalo android/12100732 ZaloTheme/light ZaloLanguage/vi",
    f"{PHONE} TikTok 36.1.3",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:144.0) Gecko/20100101 Firefox/144.0",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 coc_coc_browser/130.0 Chrome/124.0 Safari/537.36",
    "Mozilla/5.0 (Linux; Android 12; CUBOT P60) AppleWebKit/537.36",
    "Mozilla/5.0 (compatible; MSIE 10.0; Windows NT 6.2; Trident/6.0)",
    "Mozilla/5.0 (Mobile; Nokia_105_4G; rv:48.0) Gecko/48.0 Firefox/48.0 KAIOS/2.5",
    "Opera/9.80 (J2ME/MIDP; Opera Mini/9.80; U; vi) Presto/2.8.119 Version/11.10",
]
MACHINES = [
    "",
    "-",
    "Mozilla/5.0",
    "Zalo",
    "Zalo/1.0",
    "facebookexternalhit/1.1",
    "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
    "meta-externalagent/1.1 (+https://developers.facebook.com/docs/sharing/webmasters/crawler)",
    "WhatsApp/2.23.20.0",
    # iMessage borrows others' names.
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_11_1) AppleWebKit/601.2.4 (KHTML, like Gecko) Version/9.0.1 "
    "Safari/601.2.4 facebookexternalhit/1.1 Facebot Twitterbot/1.0",
    "Twitterbot/1.0",
    "TelegramBot (like TwitterBot)",
    "Viber/20.0 CFNetwork/1490.0.4 Darwin/23.2.0",
    "Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5",
    "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
    "LinkedInBot/1.0 (compatible; Mozilla/5.0)",
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    f"{PHONE} (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Google-Youtube-Links",
    "Mozilla/5.0 (compatible; GoogleOther)",
    "Mozilla/5.0 (Linux; Android 7.0) AppleWebKit/537.36 Chrome/125.0 Mobile Safari/537.36 Chrome-Lighthouse",
    "Mozilla/5.0 (compatible; coccocbot-web/1.0)",
    "Mozilla/5.0 (compatible; Yahoo! Slurp)",
    "BingPreview/1.0b",
    "Baiduspider",
    "Some Crawler",
    "Mozilla/5.0 (compatible; archive.org_bot +http://archive.org/details/archive.org_bot)",
    "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (urlscan.io)",
    "Mozilla/5.0 zgrab/0.x",
    "Mozilla/5.0 (compatible; CensysInspect/1.1; +https://about.censys.io/)",
    "Mozilla/5.0 (compatible; NetcraftSurveyAgent/1.0; +info@netcraft.com)",
    "Barracuda Sentinel (EE)",
    DESKTOP.replace("Chrome/", "HeadlessChrome/"),
    "curl/8.5.0",
    "Wget/1.21",
    "python-requests/2.32",
    "Dalvik/2.1.0 (Linux; U; Android 14; SM-A155F)",
    "SomethingNobodyKnows/1.0",
]
PURPOSES = [
    ({"sec-purpose": "prefetch"}, True),
    ({"sec-purpose": "prefetch;prerender"}, True),
    ({"sec-purpose": "prefetch;anonymous-client-ip"}, True),
    ({"purpose": "prefetch"}, True),
    ({"purpose": "Preview"}, True),
    ({"x-purpose": "preview"}, True),
    ({"x-purpose": ": preview"}, True),
    ({"x-moz": "prefetch"}, True),
    ({"sec-purpose": ""}, False),
    ({"x-purpose": "navigate"}, False),
    ({"accept": "preview"}, False),
]


@pytest.mark.parametrize("agent", PEOPLE)
def test_browsers_are_people(agent: str) -> None:
    assert not is_robot("GET", {"user-agent": agent})


@pytest.mark.parametrize("agent", MACHINES)
def test_previews_crawlers_scanners_and_strangers_are_machines(agent: str) -> None:
    assert is_robot("GET", {"user-agent": agent})


@pytest.mark.parametrize(("headers", "robot"), PURPOSES)
def test_what_nobody_has_looked_at_yet_is_not_an_opening(headers: dict[str, str], robot: bool) -> None:
    assert is_robot("GET", {"user-agent": PHONE, **headers}) is robot


def test_a_person_uses_get_and_names_a_browser() -> None:
    assert is_robot("HEAD", {"user-agent": PHONE})
    assert is_robot("GET", {})
