"""Six payloads that run where text is taken for HTML or script, and one for a template."""

PAYLOADS = {
    "image": """<img src=x onerror="window.__hit='AT'">""",
    "template": "${window.__hit='AT'}",
    "close": "</script><script>window.__hit='AT'</script>",
    "tick": "`;window.__hit='AT';`",
    "svg": """<svg onload="window.__hit='AT'">""",
    "quote": """"');window.__hit='AT';//\\""",
    "jinja": "{{ 7 * 7 }}{% for %}{# AT #}",
}
