"""Marks of the sentence as HTML."""

from playground.experiments.sentence_markup import sentence_html


def test_stars_make_words_bold():
    assert sentence_html("**Paused.** Go on.") == "<b>Paused.</b> Go on."


def test_names_in_brackets_become_icons():
    orange = '<span class="whole"><i class="dot neg"></i>&nbsp;orange</span>'
    assert sentence_html("is [neg] orange or") == f"is {orange} or"


def test_an_icon_stays_with_the_bold_words_behind_it():
    html = sentence_html("Press [play]**Train**. Then")
    assert html.startswith(
        'Press <span class="whole"><svg aria-hidden="true"><use href="#i-play"/></svg><b>Train</b></span>'
    )
    assert html.endswith("</span>. Then")


def test_everything_else_is_escaped():
    assert sentence_html("**<b>** & <script>") == "<b>&lt;b&gt;</b> &amp; &lt;script&gt;"
