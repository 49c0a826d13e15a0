"""The transcript's page: its markup, its style sheet, its script, and the policy that allows nothing else."""

from __future__ import annotations

import base64
import hashlib

STYLE = """\
:root { color-scheme: light dark; --ink: #1b1b1f; --muted: #5c5c66; --paper: #fdfcf9; --line: #d8d5cc; \
--code: #f1eee6; --accent: #b3261e; }
@media (prefers-color-scheme: dark) { :root { --ink: #ececf1; --muted: #b0b0bb; --paper: #16181d; --line: #3a3d46; \
--code: #22252d; --accent: #ff8a80; } }
body { max-width: 44rem; margin: 2rem auto; padding: 0 1.5rem; font: 1.125rem/1.6 Inter, system-ui, sans-serif; \
color: var(--ink); background: var(--paper); }
h1 { font-size: 2rem; line-height: 1.2; }
h2 { font-size: 1.25rem; margin: 2.5rem 0 0.25rem; }
header { position: sticky; top: 0; padding: 0.5rem 0; background: var(--paper); z-index: 1; }
video { display: block; width: 100%; max-height: 40vh; background: #000; }
input { box-sizing: border-box; width: 100%; margin-top: 0.5rem; padding: 0.4rem 0.6rem; font: inherit; \
color: inherit; background: var(--paper); border: 1px solid var(--muted); border-radius: 0.3rem; }
.where { margin: 0; font-size: 0.875rem; color: var(--muted); font-variant-numeric: tabular-nums; }
p { margin: 0.5rem 0 0; white-space: pre-line; overflow-wrap: anywhere; }
p a { color: inherit; text-decoration: none; }
p a:hover, p a:focus-visible, p a.now { text-decoration: underline; text-decoration-color: var(--accent); }
section { margin-top: 1.5rem; }
figure { margin: 1rem 0 0; }
img { max-width: 100%; background: #fff; }
figcaption { font-size: 0.9375rem; color: var(--muted); }
pre { margin: 0.5rem 0 0; padding: 0.75rem 1rem; overflow-x: auto; background: var(--code); border-radius: 0.4rem; \
font: 0.875rem/1.5 "JetBrains Mono", ui-monospace, monospace; }
table { border-collapse: collapse; margin-top: 1rem; font-size: 0.9375rem; }
th, td { padding: 0.2rem 0.8rem 0.2rem 0; text-align: start; border-bottom: 1px solid var(--line); }
button { font: inherit; font-size: 0.875rem; padding: 0.1rem 0.6rem; color: inherit; background: none; \
border: 1px solid var(--muted); border-radius: 0.3rem; cursor: pointer; }
.code { position: relative; margin-top: 1rem; }
.code button { position: absolute; top: 0.4rem; right: 0.4rem; background: var(--code); }
[hidden] { display: none !important; }
.unscripted { display: none; }
@media (scripting: none) { .unscripted { display: block; } p a { pointer-events: none; } }
@media print { header, button { display: none; } body { max-width: none; margin: 0; } pre { white-space: pre-wrap; } \
figure, pre, tr { break-inside: avoid; } }
"""

SCRIPT = """\
"use strict";
const video = document.querySelector("video");
const links = [...document.querySelectorAll("a[data-time]")];
video.addEventListener("error", () => { video.hidden = true; });
for (const link of links) {
  link.addEventListener("click", (event) => {
    if (video.hidden) return;
    event.preventDefault();
    video.currentTime = Number(link.dataset.time);
    video.play().catch(() => {});
  });
}
video.addEventListener("timeupdate", () => {
  const now = links.filter((link) => Number(link.dataset.time) <= video.currentTime + 0.05).pop();
  for (const link of links) link.classList.toggle("now", link === now);
});
for (const button of document.querySelectorAll("button[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const code = button.parentElement.querySelector("pre");
    try {
      await navigator.clipboard.writeText(code.textContent);
    } catch {
      const range = document.createRange();
      range.selectNodeContents(code);
      getSelection().removeAllRanges();
      getSelection().addRange(range);
      document.execCommand("copy");
    }
    button.textContent = button.dataset.copied;
    setTimeout(() => { button.textContent = button.dataset.copy; }, 2000);
  });
}
// Over REST there is no folder that a notebook could lie in.
if (/\\/jobs\\/[^/]+\\/artifacts?\\//.test(location.pathname)) {
  for (const link of document.querySelectorAll("a[data-cell]")) link.removeAttribute("href");
}
const search = document.querySelector("input");
search.hidden = false;
search.addEventListener("input", () => {
  const words = search.value.toLowerCase().split(/\\s+/).filter(Boolean);
  for (const section of document.querySelectorAll("section")) {
    const text = section.textContent.toLowerCase();
    section.hidden = !words.every((word) => text.includes(word));
  }
});
"""

PAGE = """\
<!doctype html>
<html lang="{{ language }}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ title }}</title>
<style>{{ style }}</style>
</head>
<body>
<h1 dir="auto">{{ title }}</h1>
<header>
<video controls preload="metadata" src="video.mp4" aria-label="{{ title }}"></video>
<input type="search" aria-label="Search" placeholder="Search" hidden>
<p class="where unscripted" lang="en">Scripts are off here, so a sentence cannot play its moment. \
In JupyterLab, choose Trust HTML above.</p>
</header>
<main>
{% for part in parts %}
<section>
{% if part.heading %}
<h2 dir="auto">{{ part.heading }}</h2>
{% endif %}
<div class="where"><time>{{ part.start | clock }}</time>{% if part.link %} · \
<a data-cell href="{{ part.link }}">{{ part.place }}</a>{% elif part.place %} · {{ part.place }}{% endif %}</div>
{% if part.paragraphs %}
{% for sentences in part.paragraphs %}
{% set speaker = part.speakers[loop.index0] if part.speakers else "" %}
<p dir="auto">{% if speaker %}<b>{{ speaker }}:</b> {% endif %}\
{% for each in sentences %}<a href="video.mp4#t={{ each.start }}" data-time="{{ each.start }}">\
{{- each.text -}}</a>{{ " " if not loop.last }}{% endfor %}</p>
{% endfor %}
{% endif %}
{% for code in part.code %}
<div class="code"><button type="button" data-copy="Copy" data-copied="Copied" hidden>Copy</button>
<pre tabindex="0"><code>{{ code }}</code></pre></div>
{% endfor %}
{% if part.output %}
<pre tabindex="0"><samp>{{ part.output }}</samp></pre>
{% endif %}
{% for figure in part.figures %}
<figure>{% if figure.source %}<img src="{{ figure.source }}" alt="{{ figure.alt }}">{% endif %}\
{% if figure.caption or not figure.source %}<figcaption dir="auto">{{ figure.caption or figure.alt }}</figcaption>\
{% endif %}</figure>
{% endfor %}
{% for table in part.tables %}
<table>
{% if table.header %}
<thead><tr>{% for cell in table.header %}<th scope="col">{{ cell }}</th>{% endfor %}</tr></thead>
{% endif %}
<tbody>
{% for row in table.rows %}
<tr>{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>
{% endfor %}
</tbody>
</table>
{% if table.note %}<p class="where">{{ table.note }}</p>{% endif %}
{% endfor %}
</section>
{% endfor %}
</main>
<script>{{ script }}</script>
</body>
</html>
"""


def policy() -> str:
    """The Content-Security-Policy under which the page works, and nothing that was not written here.

    >>> policy().startswith("default-src 'none'; script-src 'sha256-")
    True
    """
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src '{_digest(SCRIPT)}'",
            f"style-src '{_digest(STYLE)}'",
            "img-src 'self' data:",
            "media-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )


def _digest(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
