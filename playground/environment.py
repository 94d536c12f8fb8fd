"""Reads the environment for settings.py: each value is checked, and a wrong one ends the program with its name."""

import os
import re
import secrets
import socket
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

HOST_NAME = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?", re.IGNORECASE)


class SettingError(SystemExit):
    """A value in the environment that cannot be used. It ends the program with one line instead of a traceback."""


def read_text(name: str, default: str = "") -> str:
    """The variable `name` without spaces around it; empty counts as not set."""
    return os.environ.get(name, "").strip() or default


def read_integer(name: str, default: int, *, minimum: int, maximum: int) -> int:
    text = read_text(name, str(default))
    if not re.fullmatch(r"[0-9]{1,15}", text) or not minimum <= int(text) <= maximum:
        raise SettingError(f"{name} is {text!r}: it must be a whole number from {minimum} to {maximum}.")
    return int(text)


def read_flag(name: str) -> bool:
    text = read_text(name, "0").lower()
    if text not in ("0", "1", "false", "true", "no", "yes"):
        raise SettingError(f"{name} is {text!r}: it must be 0 or 1.")
    return text in ("1", "true", "yes")


def read_choice(name: str, choices: tuple[str, ...]) -> str:
    """One of `choices`; the first is the default."""
    text = read_text(name, choices[0]).lower()
    if text not in choices:
        raise SettingError(f"{name} is {text!r}: it must be one of {', '.join(choices)}.")
    return text


def read_host(name: str, default: str) -> str:
    """A host name or an address to listen at, without a port."""
    text = read_text(name, default).strip("[]")
    if not HOST_NAME.fullmatch(text) and not is_ip_address(text):
        raise SettingError(f"{name} is {text!r}: it must be a host name or an address, without a port.")
    return text


def read_site_url(name: str, default: str) -> str:
    """Where visitors find the site: scheme, host and perhaps a port, without a slash at the end."""
    text = read_text(name, default).rstrip("/")
    try:
        parts = urlsplit(text)
        right = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
        bare = not (parts.path or parts.query or parts.fragment or parts.username or parts.password)
    except ValueError:
        right = bare = False
    if not right or not bare:
        raise SettingError(f"{name} is {text!r}: it must look like https://playground.example.org.")
    return text


def read_addresses(name: str, default: str = "") -> frozenset[str]:
    """IP addresses with commas between them."""
    addresses = frozenset(part.strip() for part in read_text(name, default).split(",") if part.strip())
    for address in addresses:
        if not is_ip_address(address):
            raise SettingError(f"{name} has {address!r}: it must be IP addresses with commas between them.")
    return addresses


def read_folder(name: str, default: Path) -> Path:
    """A folder that can be written to; it is made if it isn't there, for its owner alone."""
    folder = Path(read_text(name, str(default))).expanduser().resolve()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise SettingError(f"{name} is {str(folder)!r}, which cannot be made: {error.strerror}.") from None
    if not os.access(folder, os.W_OK | os.X_OK):
        raise SettingError(f"{name} is {str(folder)!r}, which cannot be written to.")
    return folder


def read_secret(name: str, path: Path) -> str:
    """The variable `name`, or else what `path` holds; made there once, readable by its owner alone."""
    given = read_text(name)
    if given:
        if len(given) < 50 or len(set(given)) < 5:
            raise SettingError(f"{name} is too easy to guess: it must have 50 characters or more.")
        return given
    try:
        keep_new_secret(path)
        kept = path.read_text().strip()
    except OSError as error:
        raise SettingError(
            f"{name} is not set and {path} cannot hold one: {error.strerror or error}."
        ) from None
    if len(kept) < 50:
        raise SettingError(f"{path} holds no usable key. Delete it, or set {name}.")
    return kept


def keep_new_secret(path: Path) -> None:
    """Writes a secret to `path` unless there is one: whole or not at all, however many processes start at once."""
    if path.exists():
        return
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(64))
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)
    except FileExistsError:
        pass  # another process was first; its key is the one
    finally:
        draft.unlink(missing_ok=True)


def is_ip_address(text: str) -> bool:
    for family in (socket.AF_INET, socket.AF_INET6):
        try:
            socket.inet_pton(family, text)
        except (OSError, ValueError):
            continue
        return True
    return False


def own_addresses() -> list[str]:
    """The names and addresses under which others in the network may find this machine."""
    name = socket.gethostname().lower()
    found = {name, f"{name.split('.')[0]}.local"}
    with suppress(OSError, UnicodeError):  # a machine whose own name leads nowhere still has what follows
        found.update(str(entry[4][0]) for entry in socket.getaddrinfo(name, None))
    for family, elsewhere in ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1")):
        try:
            with socket.socket(family, socket.SOCK_DGRAM) as probe:
                probe.connect((elsewhere, 9))  # sends nothing: it only chooses the address to send from
                found.add(probe.getsockname()[0])
        except OSError:
            continue
    return sorted(address for address in found if HOST_NAME.fullmatch(address) or is_ip_address(address))


def hosts_to_answer_for(host: str, site_url: str) -> list[str]:
    """ALLOWED_HOSTS: the names by which a visitor may ask for the site."""
    names = {urlsplit(site_url).hostname or "", host}
    if host in ("127.0.0.1", "::1", "localhost"):
        names |= {"127.0.0.1", "localhost", "::1"}
    if host in ("0.0.0.0", "::"):
        names |= {"127.0.0.1", "localhost", "::1", *own_addresses()} - {host}
        names.discard(host)
    return sorted(f"[{name}]" if ":" in name else name for name in names if name)


def url_of(host: str, port: int) -> str:
    """What to open in a browser on this machine for a server that listens at `host` and `port`."""
    name = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)
    return f"http://{name}" if port == 80 else f"http://{name}:{port}"
