#!/usr/bin/env python3
"""The layers of the backend and the areas of the page, proven from their sources.

Reads every import and every path of backend/src and frontend/src (`use` trees, `crate::`, `self::`,
`super::` and `mod` lines; test modules left out) as an edge from file to file, and fails

- where an area of the backend names an area that stands above it (ORDER),
- where files of two features of it import each other in a circle,
- where a file that is no repository names entities, and
- where an area of the page names another, or anything but COMPOSITION names an area.

"check-layers.py --edges FILE" says what one file imports.
"""

import collections
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
BACKEND, PAGE = ROOT / "backend" / "src", ROOT / "frontend" / "src"

# From the bottom; each imports only what stands before it. What begins a program stands last.
ORDER = [
    "platform",
    "organisation",
    "identity",
    "work",
    "figures",
    "notifications",
    "operations",
    "demo",
    "routes",
    "server",
    "cli",
    "main",
]

# Of one feature as a whole; the other areas have a folder a feature.
WHOLE = ["demo", "cli"]

# Entities are named by repositories (`repo.rs`, or a folder `repo/`), the database's own files and the demo.
ENTITIES = ("platform", "db", "entity")

# What draws the screens of the page; and where the parts are that several areas share.
COMPOSITION = ["main", "app", "areas"]
COMMON = "common"

TOKEN = re.compile(r'//[^\n]*|/\*.*?\*/|r(#*)".*?"\1|b?"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])\'', re.S)
PATH = re.compile(r"\b[A-Za-z_]\w*(?:\s*::\s*[A-Za-z_]\w*)+")
TESTS = re.compile(r"#\[cfg\(test\)\]\s*(?:#\[[^\]]*\]\s*)*(?:pub\(super\) )?mod \w+ \{")
USE = re.compile(r"\buse\s+([^;]+);")
MOD = re.compile(r"\bmod\s+(\w+)\s*;")


def modules(sources):
    """Every module of a crate, by its path, with its source; comments, texts and tests left out."""
    found = {}
    for file in sorted(sources.rglob("*.rs")):
        path = list(file.relative_to(sources).with_suffix("").parts)
        if path[-1] == "mod":
            path.pop()
        source = TOKEN.sub(lambda token: "" if token[0].startswith("/") else '""', file.read_text())
        found[() if path == ["lib"] else tuple(path)] = TESTS.split(source)[0]
    return found


def leaves(tree):
    """`a::{b, c::d as e}` as the paths [a, b] and [a, c, d]."""
    tree = re.sub(r"\s+as\s+\w+$", "", tree.strip())
    group = re.fullmatch(r"((?:\w+\s*::\s*)*)\{(.*)\}", tree, re.S)
    if not group:
        path = [part.strip() for part in tree.split("::")]
        return [path[:-1] if path[-1] == "self" else path]
    before = [part.strip() for part in group[1].split("::") if part.strip()]
    paths, depth, rest = [], 0, ""
    for letter in group[2] + ",":
        depth += (letter == "{") - (letter == "}")
        if letter == "," and depth == 0:
            paths += [before + path for path in leaves(rest)] if rest.strip() else []
            rest = ""
        else:
            rest += letter
    return paths


def resolve(path, module, known):
    """The module that a path leads to from within `module`: its longest part that is a file."""
    base = list(module)
    if path[0] == "crate":
        base, path = [], path[1:]
    elif path[0] == "self":
        path = path[1:]
    elif path[0] != "super" and module + (path[0],) not in known:
        return None
    while path and path[0] == "super":
        base, path = base[:-1], path[1:]
    for part in path:
        if tuple(base + [part]) not in known:
            break
        base.append(part)
    return tuple(base) if tuple(base) in known else None


def imports(module, source, known):
    """The modules that a module names."""
    uses = [path for tree in USE.findall(source) for path in leaves(tree)]
    aliases = {path[-1]: path for path in uses}
    # `use a::b;` for the sake of `b::c::f()` names a::b::c, not what stands in a::b itself.
    paths, passed = list(uses), set()
    for text in PATH.findall(USE.sub("", source)):
        path = [part.strip() for part in text.split("::")]
        paths.append(aliases.get(path[0], path[:1]) + path[1:])
        through = resolve(aliases[path[0]], module, known) if path[0] in aliases else None
        if through and resolve(paths[-1], module, known) != through:
            passed.add(through)
    named = {resolve(path, module, known) for path in paths[len(uses) :]}
    named |= {resolve(path, module, known) for path in uses} - passed
    named |= {module + (name,) for name in MOD.findall(source) if module + (name,) in known}
    return named - {None, module}


def circles(edges):
    """Strongly connected components of more than one module, the largest first (Tarjan)."""
    index, low, stack, found = {}, {}, [], []

    def visit(node):
        index[node] = low[node] = len(index)
        stack.append(node)
        for other in edges[node]:
            if other not in index:
                visit(other)
                low[node] = min(low[node], low[other])
            elif other in stack:
                low[node] = min(low[node], index[other])
        if low[node] == index[node]:
            circle = stack[stack.index(node) :]
            del stack[stack.index(node) :]
            found.append(circle)

    sys.setrecursionlimit(10_000)
    for node in edges:
        if node not in index:
            visit(node)
    return sorted((circle for circle in found if len(circle) > 1), key=len, reverse=True)


def name(module):
    return "/".join(module) or "lib"


def area(module):
    """The area of the page that a module is of, if any."""
    return module[1] if module[0] == "pages" and module[1:] else None


def between_areas(edges):
    """What files of the page name of an area that is not theirs."""
    for module, named in edges.items():
        if module == ("pages",) or module[0] in COMPOSITION:
            continue
        mine = area(module)
        for other in map(area, named):
            if other and other != mine and not (mine and other == COMMON):
                yield f"{name(module)} must not name pages/{other}: another area"


def names_entities(module, named):
    """Whether a module outside of repositories, the database's own files and the demo names entities."""
    if not module or module[0] == "demo" or module[:2] == ENTITIES[:2] or "repo" in module:
        return False
    return any(other and other[:3] == ENTITIES for other in named)


def main():
    known = modules(BACKEND)
    edges = {module: imports(module, source, known) for module, source in known.items()}
    if sys.argv[1:2] == ["--edges"]:
        print("\n".join(sorted(map(name, edges[tuple(sys.argv[2].split("/"))]))))
        return 0
    wrong = [f"{name(module)}: no area of ORDER" for module in known if module and module[0] not in ORDER]
    for module, named in edges.items():
        for other in named if module and not wrong else ():
            if other and ORDER.index(other[0]) > ORDER.index(module[0]):
                wrong.append(f"{name(module)} must not name {name(other)}: {other[0]} stands above {module[0]}")
    found = circles(edges)
    for circle in found:
        # `demo` and `cli` are one feature each, and the rest of an area a folder a feature.
        if len({module[: 1 if module[0] in WHOLE else 2] for module in circle}) > 1:
            wrong.append("features import each other in a circle: " + ", ".join(sorted(map(name, circle))))
    sizes = [len(circle) for circle in found]
    for module, named in edges.items():
        if names_entities(module, named):
            wrong.append(f"{name(module)} must not name entities: it is no repo")
    page = modules(PAGE)
    wrong += between_areas({module: imports(module, source, page) for module, source in page.items()})
    print("\n".join(wrong), end="\n" if wrong else "", file=sys.stderr)
    areas = collections.Counter(module[0] for module in known if module)
    print(f"{len(known)} modules in {len(areas)} areas; circles of {', '.join(map(str, sizes[:5]))} files")
    print(f"{len(page)} modules of the page, {len(set(map(area, page)) - {None, COMMON})} areas of screens")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
