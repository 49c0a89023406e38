"""What the plugin directories check by machine or by eye, held against every file that ships."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

PLUGIN = Path(__file__).parents[2] / "wp-plugin"
SOURCES = sorted(PLUGIN.rglob("*.php"))
WRITTEN = [file for file in SOURCES if file.parent.name != "wire"]
SCRIPTS = sorted(PLUGIN.rglob("*.js"))
MAIN = (PLUGIN / "deskhand.php").read_text()
README = (PLUGIN / "readme.txt").read_text()
# The only file that speaks HTTP/2, which WordPress's own HTTP API cannot.
CURL_FILES = {"class-sidecar-client.php", "class-grpc-response.php"}
# WooCommerce's own functions and classes; `wc_` inside a word is none.
WOOCOMMERCE = re.compile(r"(?<![\w$>:'\"])(wc_\w+|get_woocommerce_\w+|WC)\(")
GUARD = re.compile(r"(function_exists|class_exists)\( *(\\WooCommerce|'(wc_|get_woocommerce))")
# Reached only behind a guard in another file: by abilities that are registered with WooCommerce.
# Or, of what waits for a word, by the order that was found when it was asked for.
GUARDED_ELSEWHERE = {
    "class-action-refund.php",
    "class-minor-units.php",
    "class-order-detail.php",
    "class-own-orders.php",
    "class-payment-service.php",
    "class-product-choices.php",
    "class-product-shelf.php",
    "class-refund-desk.php",
    "class-refund-history.php",
    "class-refundable-order.php",
    "class-shopper-cache.php",
    "class-shopper-note.php",
}
# Empties it while content is rendered, so that no shortcode reads what was sent.
REQUEST_FILE = "class-visitor.php"


def code(file: Path) -> str:
    """The file without its comments."""
    text = re.sub(r"/\*.*?\*/", "", file.read_text(), flags=re.DOTALL)
    return re.sub(r"(?<![:'\"])//[^\n]*", "", text)


def offenders(files: list[Path], pattern: str) -> list[str]:
    return [
        f"{file.relative_to(PLUGIN)}: {found.group()}"
        for file in files
        for found in re.finditer(pattern, code(file))
    ]


@pytest.mark.parametrize(
    "pattern",
    [
        r"https?://(localhost|127\.0\.0\.1)",
        r"<<<",
        r"\bload_plugin_textdomain\b",
        r"\b(eval|exec|shell_exec|system|passthru|popen|proc_open|create_function)\(",
        r"\bunserialize\(",
        r"\b(set_time_limit|ini_set|error_reporting)\(",
        r"\bbase64_decode\(",
        r"<iframe",
        r"\b(openai|anthropic|mistral|googleapis|azure|huggingface|openrouter)\b",
        r"connectors?_ai|wp_ai_client|ai_credentials",
        r"\bextract\(",
        r"<\?=|<\?(?!php|xml)",
    ],
)
def test_no_file_has(pattern: str) -> None:
    assert offenders(SOURCES, f"(?i){pattern}") == []


def test_curl_is_called_where_grpc_needs_it_and_nowhere_else() -> None:
    callers = {file.name for file in SOURCES if re.search(r"\bcurl_\w+\(", code(file))}
    assert callers
    assert callers <= CURL_FILES


def test_the_request_is_put_away_and_put_back_and_read_nowhere() -> None:
    holders = {file.name: code(file) for file in SOURCES if "$_REQUEST" in code(file)}
    assert list(holders) == [REQUEST_FILE]
    superglobals = r"\$_GET, \$_POST, \$_REQUEST, \$_COOKIE"
    assert len(re.findall(superglobals, holders[REQUEST_FILE])) == 3
    assert "$_REQUEST" not in re.sub(superglobals, "", holders[REQUEST_FILE])


def test_every_setting_that_is_registered_is_sanitised() -> None:
    registered = [file for file in WRITTEN if "register_setting(" in code(file)]
    assert [file.name for file in registered] == ["class-settings-form.php"]
    text = code(registered[0])
    assert text.count("register_setting(") == text.count("'sanitize_callback'")


@pytest.mark.parametrize("file", WRITTEN, ids=lambda file: file.name)
def test_woocommerce_is_called_only_where_it_may_be_absent(file: Path) -> None:
    if WOOCOMMERCE.search(code(file)) and file.name not in GUARDED_ELSEWHERE:
        assert GUARD.search(code(file)), "no function_exists or class_exists"


def test_nothing_of_woocommerce_is_used_that_is_internal() -> None:
    assert offenders(WRITTEN, r"WooCommerce\\Internal|->query\( *[\"'].*wc_orders") == []


@pytest.mark.parametrize("file", SOURCES, ids=lambda file: file.name)
def test_no_file_does_anything_when_it_is_opened_by_itself(file: Path) -> None:
    guards = ("defined( 'ABSPATH' )", "defined( 'WP_UNINSTALL_PLUGIN' )")
    declares = "src" in file.parts and re.search(r"^(final class|interface|enum)", code(file), re.M)
    returns = file.name == "editor.asset.php"
    assert declares or returns or any(guard in code(file) for guard in guards)


def test_texts_can_be_translated_in_the_domain_of_the_slug() -> None:
    calls = r"(?<!\w)(?:__|_e|_x|_n|esc_html__|esc_html_e|esc_attr__|esc_attr_e)\("
    for file in WRITTEN:
        for found in re.finditer(calls, code(file)):
            rest = code(file)[found.end() :]
            text = r"\s*'(?:[^'\\]|\\.)*', "
            plural = text + r"[^']*?, " if found[0] == "_n(" else ""
            assert re.match(rf"{text}{plural}'deskhand' \)", rest), f"{file.name}: {rest[:60]}"


def test_the_header_and_the_readme_agree_and_say_what_is_needed() -> None:
    for name, value in {
        "Requires at least": "6.9",
        "Requires PHP": "8.1",
        "License": "GPL-2.0-or-later",
    }.items():
        assert re.search(rf"{name}: +{re.escape(value)}\n", MAIN)
        assert f"{name}: {value}\n" in README
    version = re.search(r"Version: +(\S+)", MAIN)
    assert version
    assert f"Stable tag: {version[1]}\n" in README
    assert f"VERSION     = '{version[1]}'" in MAIN
    assert re.search(r"Text Domain: +deskhand\n", MAIN)
    assert re.search(r"WC tested up to: +\d", MAIN)
    assert "Requires Plugins" not in MAIN
    assert "== External services ==" in README
    assert len(re.split(r"\n\n", README)[1]) <= 150  # the short description


def test_scripts_load_nothing_of_others() -> None:
    assert SCRIPTS
    assert (
        offenders(
            SCRIPTS, r"https?://(?!www\.w3\.org/)[\w.]+|\beval\(|new Function|innerHTML|react"
        )
        == []
    )


def test_activation_redirects_nobody() -> None:
    redirects = {file.name for file in WRITTEN if "redirect(" in code(file)}
    after_a_form = (
        "approvals-page",
        "knowledge-forms",
        "outbox-page",
        "thread-forms",
        "tickets-page",
    )
    assert redirects == {f"class-{name}.php" for name in after_a_form}
