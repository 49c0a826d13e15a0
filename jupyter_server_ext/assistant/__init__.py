"""Tools for assistants: jupyter-server-mcp finds them by the entry point `jupyter_server_mcp.tools` and offers them.

They run in the server's own process and ask its REST API, over the loopback interface, as any other client does: what
they may do and how much they may send is what REST says, and nothing besides.
"""

_FILMS = "jupyter_server_ext.assistant.film_tools"
_STORYBOARDS = "jupyter_server_ext.assistant.storyboard_tools"

# As jupyter-server-mcp wants them: nothing of them is loaded before it asks.
TOOLS = [
    *(
        f"{_FILMS}:{name}"
        for name in (
            "aura_plan_film",
            "aura_make_film",
            "aura_film_status",
            "aura_cancel_film",
            "aura_list_films",
            "aura_list_files",
        )
    ),
    *(
        f"{_STORYBOARDS}:{name}"
        for name in ("aura_list_scenes", "aura_read_scene", "aura_edit_scene", "aura_make_film_again")
    ),
]
