"""A worker of the factory with a slip of paper and somebody's phone: nobody of the roster."""

import html
import re
import urllib.parse
import urllib.request

from bipartite import COMMITTEE


class Reporter:
    """Speaks to the form as a browser without script does. `answer` is the whole last answer, headers included."""

    def __init__(self, server, language="en", agent="Phone", committee=COMMITTEE):
        self.address = f"{'' if server.host.startswith('http') else 'http://'}{server.host}/report/{committee}"
        self.language, self.agent = language, agent
        self.answer = None

    def ask(self, fields=None, body=None, type="application/x-www-form-urlencoded"):
        if fields is not None:
            body = urllib.parse.urlencode({"lang": self.language, **fields}).encode()
        request = urllib.request.Request(f"{self.address}?l={self.language}", data=body, headers={"User-Agent": self.agent})
        if body is not None:
            request.add_header("Content-Type", type)
        with urllib.request.urlopen(request, timeout=30) as answer:
            text = answer.read()
            self.answer = (answer.status, sorted(answer.headers.items()), text)
        return text.decode()

    def report(self, slip, text, category="heat", severity="high", **more):
        """The case code, or None if the slip was not accepted."""
        page = self.ask({"slip": slip, "category": category, "severity": severity, "text": text, **more})
        found = re.search(r'<code dir="ltr">([0-9A-Z-]+)</code>', page)
        return found and found.group(1)

    def follow(self, code, say="look", text=""):
        """What the page says above the form, without its marks."""
        return said(self.ask({"case": code, "say": say, "text": text}))


def said(page):
    found = re.search(r"<output>(.*?)</output>", page, re.S)
    return found and html.unescape(re.sub(r"<[^>]+>", " ", found.group(1))).strip()


def slips(member, count, path, language="en"):
    """Prints slips and reads their codes off the page."""
    member("slips", "--count", str(count), "--language", language, "--out", path)
    return re.findall(r'<code dir="ltr">([0-9A-Z-]+)</code>', path.read_text())
