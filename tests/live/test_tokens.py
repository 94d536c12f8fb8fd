import pytest
from django.core import signing

from playground.live.tokens import SALT, TokenError, make_token, new_name, read_token


def test_a_token_comes_back_as_it_was_made():
    run_id, visitor = new_name(), new_name()
    token = read_token(make_token(run_id, "watch", visitor))
    assert (token.run_id, token.mode, token.visitor) == (run_id, "watch", visitor)


def test_without_a_visitor_each_token_has_a_new_one():
    run_id = new_name()
    assert read_token(make_token(run_id)).visitor != read_token(make_token(run_id)).visitor


@pytest.mark.parametrize("text", [None, 7, "", "a:b:c", "x" * 601, "ü", b"bytes", ["x"]])
def test_what_is_no_token_is_refused(text):
    with pytest.raises(TokenError):
        read_token(text)


@pytest.mark.parametrize(
    "payload", [None, 5, [], ["a", "drive"], ["../../etc/passwd", "drive", "v" * 20], {"run": 1}]
)
def test_a_signed_token_for_nothing_is_refused(payload):
    with pytest.raises(TokenError):
        read_token(signing.dumps(payload, salt=SALT))


def test_a_token_of_another_kind_is_refused():
    with pytest.raises(TokenError):
        read_token(signing.dumps([new_name(), "drive", new_name()], salt="another"))


def test_a_changed_token_is_refused():
    token = make_token(new_name())
    with pytest.raises(TokenError):
        read_token(("A" if token[0] != "A" else "B") + token[1:])


def test_an_old_token_is_refused(settings):
    token = make_token(new_name())
    settings.TOKEN_DAYS = -1
    with pytest.raises(TokenError):
        read_token(token)
