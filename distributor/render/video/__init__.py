"""Short videos: from an item to a storyboard, to moving pictures with sound and captions, to a file that its channel takes.

`storyboard` and `digest` say what is shown (pure); `timing` when; `frames` draws; `encoder` and `make` write; `preflight` checks;
`narration` speaks. `python -m distributor.render.video REQUEST.json` does the whole in a process of its own.
"""
