"""The markup and the style. What stands in braces is put in by `views`, escaped."""

FIELDS = {
    "url": """
<p><label for="url">Address</label>
<input id="url" name="url" value="{value}" type="url" required maxlength="2000"
placeholder="https://"{wrong}></p>""",
    "title": """
<p><label for="title">Title, if not the address</label>
<input id="title" name="title" value="{value}" maxlength="200"{wrong}></p>""",
    "tags": """
<p><label for="tags">Tags, with spaces between them</label>
<input id="tags" name="tags" value="{value}" autocapitalize="none"{wrong}></p>""",
}
WRONG = ' aria-invalid="true" aria-describedby="{name}-reason" autofocus'
REASON = '<p class="reason" id="{name}-reason">{why}</p>'
REASONS = '<ul class="reason" role="alert">{items}</ul>'
PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="stylesheet" href="/style.css">
<title>{title}</title>
<header><a href="/">Bookmarks</a> <nav><a href="/import">Import</a></nav></header>
<main>{content}</main>
</html>
"""
HOME = """
{done}
<h1>Keep a page</h1>
<form method="post" action="/bookmarks">{form}<p><button>Keep</button></p></form>
<h2>{heading}</h2>
{everything}
<ul class="items">{items}</ul>
{older}"""
DONE = '<p class="done" role="status">{text}</p>'
EVERYTHING = '<p><a href="/">Show all, from the newest</a></p>'
NOTHING = "<li>There is nothing here yet.</li>"
OLDER = '<p><a rel="next" href="/?{query}">Older ones</a></p>'
TAGS = '<ul class="tags" aria-label="Tags">{tags}</ul>'
TAG = '<li><a href="/?{query}">{tag}</a></li>'
ITEM = """
<li><a class="title" href="{url}" rel="noreferrer">{title}</a> <small>{address}</small>
{tags}
<details><summary>Change<span class="unseen"> {title}</span></summary>
<form method="post" action="/bookmarks/{id}/rename">
<p><label for="title-{id}">Title</label>
<input id="title-{id}" name="title" value="{title}" required maxlength="200"></p>
<p><button>Rename</button></p></form>
<form method="post" action="/bookmarks/{id}/remove"><button class="grave">Remove</button></form>
</details></li>"""
IMPORT = """
<h1>{title}</h1>{reasons}
<form method="post" action="/import">
<p><label for="entries">One bookmark to a line: its address, a title, and #tags if you like</label>
<textarea id="entries" name="entries" rows="12" required spellcheck="false"
placeholder="https://docs.python.org/3/ The Python documentation #python">{text}</textarea></p>
<p><button>Import</button></p></form>"""
REFUSAL = """
<h1>That did not work</h1>{reasons}
<p><a href="/">Back to the bookmarks</a></p>"""
STYLE = """
:root { color-scheme: light dark; --ink: light-dark(#0b6477, #6fd8ea);
  --line: light-dark(#0003, #fff3); --wrong: light-dark(#a3200d, #ff9d8a) }
* { box-sizing: border-box }
body { font: 17px/1.5 system-ui, sans-serif; max-width: 42rem;
  margin: 0 auto; padding: 0 1rem 3rem }
header { display: flex; align-items: baseline; justify-content: space-between;
  padding: 1rem 0; border-bottom: 2px solid var(--ink); font-weight: 600 }
a, summary { color: var(--ink); padding: .2em 0 }
a:focus-visible, summary:focus-visible, button:focus-visible, input:focus-visible,
textarea:focus-visible { outline: 3px solid var(--ink); outline-offset: 2px }
h1, h2 { font-size: 1.4rem; margin: 2rem 0 .5rem }
form p { margin: .6rem 0 }
label { display: block; font-size: .9rem }
input, textarea, button { font: inherit; padding: .5em .7em; border: 1px solid; border-radius: 6px }
input, textarea { width: 100%; border-color: light-dark(#767676, #999) }
::placeholder { color: inherit; opacity: .7 }
button { background: var(--ink); color: Canvas; border-color: var(--ink); cursor: pointer }
button.grave { background: none; color: var(--wrong); border-color: var(--wrong) }
ul { list-style: none; padding: 0 }
.items > li { border-bottom: 1px solid var(--line); padding: .8rem 0 }
.title { font-weight: 600; overflow-wrap: anywhere }
small { display: block; overflow-wrap: anywhere; opacity: .8 }
.tags { display: flex; flex-wrap: wrap; gap: .5rem; margin: .3rem 0; font-size: .9rem }
.tags a { border: 1px solid var(--line); border-radius: 1em; padding: .1em .7em }
.reason { color: var(--wrong); margin-top: 0 }
.done { border-left: 4px solid var(--ink); padding: .4em .8em; margin-bottom: 0 }
.unseen { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden }
"""
