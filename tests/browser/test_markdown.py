"""Discord's message markup, rule by rule, as the page's own module reads it."""

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from bot.playground.server import Playground, open_playground
from tests.browser.watched import Watch

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

RENDER = """async (text) => {
    const { markdown } = await import("/static/markdown.js");
    const named = { user: (id) => (id === "1" ? { username: "alice", global_name: "Alice" } : null),
                    channel: (id) => (id === "2" ? { id, name: "general" } : null), role: () => null };
    const box = document.createElement("div");
    box.append(markdown(text, named));
    for (const element of box.querySelectorAll("*")) {
        const names = element.getAttributeNames().filter((name) => !["href", "start"].includes(name));
        names.forEach((name) => element.removeAttribute(name));
    }
    return box.innerHTML;
}"""

ROWS = {
    "plain": "<p>plain</p>",
    "one\ntwo": "<p>one<br>two</p>",
    "**a** *b* __c__ ~~d~~ _e_": "<p><strong>a</strong> <em>b</em> <u>c</u> <s>d</s> <em>e</em></p>",
    "***both***": "<p><strong><em>both</em></strong></p>",
    "**bold with *italic* inside**": "<p><strong>bold with <em>italic</em> inside</strong></p>",
    "snake_case_word and 2 * 3 * 4": "<p>snake_case_word and 2 * 3 * 4</p>",
    r"\*not\* \`this\` \. \!": "<p>*not* `this` . !</p>",
    "`code *kept*`": "<p><code>code *kept*</code></p>",
    "```py\nx = '*'\n```": "<pre><code>x = '*'</code></pre>",
    "before\n```\ncode\n```after": "<p>before</p><pre><code>code</code></pre><p>after</p>",
    "# one\n## two\n### three\n#### four": "<h3>one</h3><h4>two</h4><h5>three</h5><p>#### four</p>",
    "-# small **print**": "<p>small <strong>print</strong></p>",
    "> quoted\n> more\nafter": "<blockquote><p>quoted<br>more</p></blockquote><p>after</p>",
    ">>> all\nof it": "<blockquote><p>all<br>of it</p></blockquote>",
    "- a\n- b\n  - c": "<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>",
    "3. a\n4. b": '<ol start="3"><li>a</li><li>b</li></ol>',
    "||hidden **text**||": "<p><button><span>hidden <strong>text</strong></span></button></p>",
    "<@1> <@!9> <#2> <#8> <@&5>": (
        '<p><span>@Alice</span> <span>@unknown-user</span> <a href="#/2">#general</a> <span>#unknown</span> '
        "<span>@unknown-role</span></p>"
    ),
    "</restyle:7> @everyone": "<p><span>/restyle</span> <span>@everyone</span></p>",
    "see https://example.org/a?b=c.": '<p>see <a href="https://example.org/a?b=c">https://example.org/a?b=c</a>.</p>',
    "[words](https://example.org)": '<p><a href="https://example.org/">words</a></p>',
    "[words](javascript:alert)": "<p>[words](javascript:alert)</p>",
    "<b>tag</b> &amp;": "<p>&lt;b&gt;tag&lt;/b&gt; &amp;amp;</p>",
    "<t:0:Y>": "<p>&lt;t:0:Y&gt;</p>",
    "**unclosed": "<p>**unclosed</p>",
}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def rendered(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Every row's markup, read on one page."""
    async with open_playground(tmp_path_factory.mktemp("discord")) as playground:
        watch = Watch(browser, playground.url)
        page = await watch.open(online=False)
        found = {text: await page.evaluate(RENDER, text) for text in ROWS}
        await watch.close()
        return found


@pytest.mark.parametrize("text", ROWS)
async def test_markup_is_read_as_discord_reads_it(rendered: dict[str, str], text: str) -> None:
    """Each row's text becomes exactly these elements."""
    assert rendered[text] == ROWS[text]


async def test_relative_times_count_by_themselves(watch: Watch, playground: Playground) -> None:
    """`<t:…:R>` is told anew every second, without an edit of the message."""
    page: Page = await watch.open(online=False)
    soon = await page.evaluate("Math.floor(Date.now() / 1000) + 30")
    await playground.person("bob").say("general", f"in <t:{soon}:R>")
    stamp = page.get_by_role("article").locator("time[data-relative]")
    first = await stamp.text_content()
    assert first is not None
    await expect(stamp).not_to_have_text(first)
