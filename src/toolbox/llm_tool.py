"""A tool that asks a language model or, if none answers, fills a template."""

from collections.abc import Callable

from ..domain.errors import Declined, ModelError, ModelMissing, ModelUnavailable, ToolFailed
from ..domain.json_value import JSONObject
from ..domain.model_request import PromptPart, Request
from ..domain.ports import LanguageModel
from ..domain.tool import ToolReply
from .tool_manifest import ToolManifest

TEMPLATE = "template"

WriteFromTemplate = Callable[[str], str]
"""Writes a text for a prompt without a model, or raises Declined."""


class LlmTool:
    """Calls of one llm tool.

    `model` is None where no model may be asked; `write` stands in for it then, and when no
    endpoint can answer.
    """

    def __init__(
        self,
        manifest: ToolManifest,
        model: LanguageModel | None,
        write: WriteFromTemplate | None = None,
    ) -> None:
        self._manifest = manifest
        self._model = model
        self._write = write

    def call(self, prompt: str, arguments: JSONObject) -> ToolReply:
        """The model's reply, or a template's. Raises ToolFailed."""
        if self._model is None:
            return self._from_template(prompt, None)
        try:
            reply = self._model.complete(self._request(prompt, arguments))
        except (ModelUnavailable, ModelMissing) as error:
            return self._from_template(prompt, error)
        except ModelError as error:
            raise ToolFailed(str(error), hint=error.hint) from error
        return ToolReply(
            reply.text.strip(),
            reply.model,
            reply.seconds,
            reply.prompt_tokens,
            reply.output_tokens,
            reply.cached,
        )

    def _request(self, prompt: str, arguments: JSONObject) -> Request:
        llm = self._manifest.llm
        text = llm.prompt
        for name, value in {**arguments, "prompt": prompt}.items():
            text = text.replace(f"{{{name}}}", str(value))
        return Request(
            llm.role,
            "tool",
            (PromptPart(text),),
            system=llm.system,
            temperature=llm.temperature,
            max_tokens=llm.max_tokens,
            model=llm.model,
            endpoint=llm.endpoint,
            seconds=self._manifest.limits.seconds,
        )

    def _from_template(self, prompt: str, cause: ModelError | None) -> ToolReply:
        hint = cause.hint if cause else ""
        if self._write is None:
            reason = str(cause) if cause else "no language model may be asked"
            raise ToolFailed(f"{self._manifest.name}: {reason}", hint=hint) from cause
        try:
            return ToolReply(self._write(prompt), TEMPLATE)
        except Declined as error:
            raise ToolFailed(str(error), hint=error.hint or hint) from error
