"""Language models behind OpenAI-compatible endpoints; the one door to the `openai` package."""
