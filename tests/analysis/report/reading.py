"""What a reader reads of a page, whatever blanks its numbers are held together by."""

import re
from html import unescape


def text_of(page):
    """The words of a page's file, without figures."""
    html = re.sub(r"<style>.*?</style>|data:image[^\"]*", "", page.read_text("utf-8"), flags=re.S)
    return plain(unescape(re.sub(r"<[^>]+>", " ", html)))


def plain(text):
    """A text whose blanks are all alike."""
    return re.sub(r"\s+", " ", text)
