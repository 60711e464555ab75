"""Sends the body on stdin to the server of the first argument by Anthropic's own client library, and says what it makes
of the answer: one JSON object on stdout. A body that the library's types do not know is refused before it is sent.
"""

import json
import sys

import anthropic
import pydantic
from anthropic.types import message_create_params


def whole(value):
    """Looks at all of a value whose lists are checked only when they are read."""
    if isinstance(value, dict):
        return {name: whole(member) for name, member in value.items()}
    if isinstance(value, (str, bytes)) or not hasattr(value, "__iter__"):
        return value
    return [whole(member) for member in value]


def main():
    base, key = sys.argv[1:]
    body = json.load(sys.stdin)
    known = pydantic.TypeAdapter(message_create_params.MessageCreateParamsNonStreaming)
    # What the types do not know they leave out.
    if whole(known.validate_python(body)) != body:
        sys.exit("the body has members that the library does not know")
    client = anthropic.Anthropic(base_url=base, api_key=key, max_retries=0)
    try:
        message = client.messages.create(**body)
    except anthropic.APIStatusError as error:
        return {
            "error": type(error).__name__, "status": error.status_code, "type": error.body["error"]["type"],
            "request_id": error.request_id}
    blocks = [block.to_dict() for block in message.content]
    return {"stop_reason": message.stop_reason, "content": blocks, "usage": message.usage.output_tokens}


print(json.dumps(main()))
