"""Barnprocessen som sätter en handling: reads one order from stdin, writes it to stdout. Run as a file of its own.

A PDF as it is; pictures as a list of JSON, one for each page.

Limits are set before the library is loaded; the standard library and typst are all it knows.
"""

import json
import resource
import sys

_LIMITS = {resource.RLIMIT_CPU: 20, resource.RLIMIT_AS: 1 << 30, resource.RLIMIT_NOFILE: 256, resource.RLIMIT_CORE: 0}


def main() -> int:
    """Compile the order; 1 and the reason on stderr when typst refuses it."""
    for limit, value in _LIMITS.items():
        resource.setrlimit(limit, (value, value))
    order = json.load(sys.stdin)
    import typst

    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[order["fonts"]])
    try:
        made = typst.compile(
            order["template"],
            root=order["root"],
            font_paths=fonts,
            format=order["format"],
            sys_inputs=order["inputs"],
            pdf_standards=order["standards"],
            timestamp=order["timestamp"],
        )
    except typst.TypstError as error:
        sys.stderr.write(str(error))
        return 1
    if order["format"] == "pdf":
        sys.stdout.buffer.write(made)
    else:
        pages = [made] if isinstance(made, bytes) else made  # one page is no list
        json.dump([page.decode() for page in pages], sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
