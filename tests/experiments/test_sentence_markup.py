"""Marks of the sentence as HTML."""

from playground.experiments.sentence_markup import sentence_html


def test_stars_make_words_bold():
    assert sentence_html("**Paused.** Go on.") == "<b>Paused.</b> Go on."


def test_names_in_brackets_become_icons():
    assert sentence_html("is [neg] orange") == 'is <i class="dot neg"></i>&nbsp;orange'
    assert "#i-play" in sentence_html("Press [play]**Train**")


def test_everything_else_is_escaped():
    assert sentence_html("**<b>** & <script>") == "<b>&lt;b&gt;</b> &amp; &lt;script&gt;"
