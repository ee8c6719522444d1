"""The official Python client against a running Weir, whose hosted tier is the scripted provider."""

import json
import os
import time
import unittest
import urllib.request
import uuid

import openai

FREEZE = "please freeze my bank account right now"
SONNET = "write me a sonnet about the sea"
SONNET_ANSWER = "Shall I compare thee"
HOSTED = "hosted/gpt-4o-mini"
LOCAL = "local/weir-intents"
FOUR_DECIMALS = r"^[01]\.\d{4}$"
MILLIS = r"^\d+\.\d{3}$"
PATIENCE_SECONDS = 30
SHORT_PATIENCE_SECONDS = 5
KEPT_CONNECTION_ROUNDS = 60
ACT = {
    "type": "function",
    "function": {"name": "act", "parameters": {"type": "object", "properties": {"what": {"type": "string"}}}},
}

weir = openai.OpenAI(base_url=os.environ["WEIR_URL"], api_key="none", max_retries=0, timeout=PATIENCE_SECONDS)
retrying = openai.OpenAI(base_url=os.environ["WEIR_URL"], api_key="none", timeout=PATIENCE_SECONDS)


def asking(text, model="intents", **more):
    return {"model": model, "messages": [{"role": "user", "content": text}], **more}


def ask(text, model="intents", client=weir, **more):
    return client.chat.completions.create(**asking(text, model, **more))


def upstream_requests(marker):
    """What reached the provider with this marker, which requests carry as their safety_identifier."""
    with urllib.request.urlopen(os.environ["UPSTREAM_URL"] + "/requests", timeout=PATIENCE_SECONDS) as response:
        return [each for each in json.load(response) if each["body"].get("safety_identifier") == marker]


def new_marker():
    return uuid.uuid4().hex


def text_of(chunks):
    return "".join(choice.delta.content or "" for chunk in chunks for choice in chunk.choices)


class ClientTest(unittest.TestCase):
    def test_gets_a_kept_answer_with_every_header(self):
        response = weir.chat.completions.with_raw_response.create(**asking(FREEZE))

        completion = response.parse()
        choice = completion.choices[0]
        self.assertEqual(choice.message.content, "freeze_account")
        self.assertEqual(choice.message.role, "assistant")
        self.assertEqual(choice.finish_reason, "stop")
        self.assertLessEqual({"refusal"}, choice.message.model_fields_set)
        self.assertLessEqual({"logprobs"}, choice.model_fields_set)
        usage = completion.usage
        self.assertGreater(usage.prompt_tokens, 0)
        self.assertEqual(usage.total_tokens, usage.prompt_tokens + usage.completion_tokens)
        headers = response.headers
        self.assertEqual(headers["x-weir-route"], "intents")
        self.assertEqual(headers["x-weir-tier"], "local")
        self.assertEqual(headers["x-weir-model"], "weir-intents")
        self.assertEqual(headers["x-weir-verdict"], "confident")
        self.assertRegex(headers["x-weir-confidence"], FOUR_DECIMALS)
        self.assertEqual(headers["x-weir-confidence-kind"], "calibrated")
        self.assertRegex(headers["x-weir-threshold"], FOUR_DECIMALS)
        self.assertGreaterEqual(float(headers["x-weir-confidence"]), float(headers["x-weir-threshold"]))
        self.assertRegex(headers["x-weir-cost-usd"], r"^0\.0000\d+$")
        self.assertRegex(headers["x-weir-local-ms"], MILLIS)
        self.assertNotIn("x-weir-hosted-ms", headers)
        self.assertNotIn("x-should-retry", headers)
        self.assertNotIn("x-weir-unknown-parameters", headers)

    def test_names_the_request_that_it_answered(self):
        mine = new_marker()

        completion = ask(FREEZE, extra_headers={"x-request-id": mine})
        other = ask(FREEZE)

        self.assertEqual(completion._request_id, mine)
        self.assertEqual(completion.id, "chatcmpl-" + mine)
        self.assertRegex(other._request_id, r"^[0-9a-f]{32}$")

    def test_gets_an_escalated_answer_with_its_cost(self):
        response = weir.chat.completions.with_raw_response.create(**asking(SONNET))

        completion = response.parse()
        self.assertEqual(completion.choices[0].message.content, SONNET_ANSWER)
        self.assertEqual(completion.usage.total_tokens, 3000)
        headers = response.headers
        self.assertEqual(headers["x-weir-route"], "intents")
        self.assertEqual(headers["x-weir-tier"], "hosted")
        self.assertEqual(headers["x-weir-model"], completion.model)
        self.assertEqual(headers["x-weir-verdict"], "below_threshold")
        self.assertLess(float(headers["x-weir-confidence"]), float(headers["x-weir-threshold"]))
        self.assertEqual(headers["x-should-retry"], "false")
        self.assertRegex(headers["x-weir-cost-usd"], r"^0\.001350\d{3}$")
        self.assertRegex(headers["x-weir-local-ms"], MILLIS)
        self.assertRegex(headers["x-weir-hosted-ms"], MILLIS)
        self.assertEqual(completion._request_id, headers["x-request-id"])

    def test_streams_a_kept_answer(self):
        response = weir.chat.completions.with_raw_response.create(**asking(FREEZE, stream=True))
        chunks = list(response.parse())

        self.assert_well_formed(chunks, with_usage=False)
        self.assertEqual(text_of(chunks), "freeze_account")
        self.assertEqual(response.headers["content-type"], "text/event-stream")
        self.assertEqual(response.headers["x-weir-tier"], "local")
        self.assertEqual(response.headers["x-weir-verdict"], "confident")
        self.assertRegex(response.headers["x-weir-confidence"], FOUR_DECIMALS)
        self.assertTrue(response.headers["x-request-id"])

    def test_streams_a_kept_answer_with_usage(self):
        chunks = list(ask(FREEZE, stream=True, stream_options={"include_usage": True}))

        self.assert_well_formed(chunks, with_usage=True)
        self.assertEqual(text_of(chunks), "freeze_account")
        self.assertEqual(chunks[-1].usage.model_dump(), ask(FREEZE).usage.model_dump())

    def test_streams_an_escalated_answer(self):
        response = weir.chat.completions.with_raw_response.create(**asking(SONNET, stream=True))
        chunks = list(response.parse())

        self.assert_well_formed(chunks, with_usage=False)
        self.assertEqual(text_of(chunks), SONNET_ANSWER)
        self.assertEqual(response.headers["x-weir-tier"], "hosted")
        self.assertEqual(response.headers["x-weir-verdict"], "below_threshold")
        self.assertEqual(response.headers["x-should-retry"], "false")

    def test_streams_an_escalated_answer_with_usage(self):
        chunks = list(ask(SONNET, stream=True, stream_options={"include_usage": True}))

        self.assert_well_formed(chunks, with_usage=True)
        self.assertEqual(text_of(chunks), SONNET_ANSWER)
        self.assertEqual(chunks[-1].usage.total_tokens, 3000)

    def test_accumulates_a_stream_with_the_clients_own_helper(self):
        for text, answer in ((FREEZE, "freeze_account"), (SONNET, SONNET_ANSWER)):
            with weir.chat.completions.stream(**asking(text)) as stream:
                choice = stream.get_final_completion().choices[0]

            self.assertEqual((choice.message.content, choice.finish_reason), (answer, "stop"))

    def test_gets_a_json_object(self):
        completion = ask(FREEZE, response_format={"type": "json_object"})

        self.assertEqual(json.loads(completion.choices[0].message.content), {"intent": "freeze_account"})

    def test_gets_json_by_a_schema_with_one_enum_property(self):
        schema = {
            "type": "object",
            "properties": {"action": {"type": "string", "enum": ["freeze_account", "report_fraud"]}},
            "required": ["action"],
            "additionalProperties": False,
        }
        response_format = {"type": "json_schema", "json_schema": {"name": "task", "strict": True, "schema": schema}}

        response = weir.chat.completions.with_raw_response.create(**asking(FREEZE, response_format=response_format))

        content = response.parse().choices[0].message.content
        self.assertEqual(json.loads(content), {"action": "freeze_account"})
        self.assertEqual(response.headers["x-weir-tier"], "local")

    def test_gets_the_log_probability_of_a_label(self):
        choice = ask(FREEZE, logprobs=True, top_logprobs=3).choices[0]

        token = choice.logprobs.content[0]
        self.assertEqual(token.token, choice.message.content)
        self.assertEqual(bytes(token.bytes).decode(), choice.message.content)
        self.assertLessEqual(token.logprob, 0)
        self.assertEqual(token.top_logprobs[0].token, token.token)
        self.assertEqual(len(token.top_logprobs), 3)

    def test_streams_the_log_probability_of_a_label(self):
        chunks = list(ask(FREEZE, stream=True, logprobs=True))

        logprobs = [chunk.choices[0].logprobs for chunk in chunks if chunk.choices[0].logprobs]
        self.assertEqual([token.token for part in logprobs for token in part.content], ["freeze_account"])

    def test_gets_as_many_choices_as_it_asks_for(self):
        choices = ask(FREEZE, n=3).choices

        self.assertEqual([choice.index for choice in choices], [0, 1, 2])
        self.assertEqual({choice.message.content for choice in choices}, {"freeze_account"})

    def test_is_told_to_call_the_function_that_has_to_be_called(self):
        choice = ask(FREEZE, model=LOCAL, tools=[ACT], tool_choice="required").choices[0]

        self.assertEqual(choice.finish_reason, "tool_calls")
        self.assertIsNone(choice.message.content)
        call = choice.message.tool_calls[0]
        self.assertEqual((call.type, call.function.name), ("function", "act"))
        self.assertEqual(json.loads(call.function.arguments), {"what": "freeze_account"})

    def test_accumulates_a_streamed_call_with_the_clients_own_helper(self):
        asked = asking(FREEZE, LOCAL, tools=[ACT], tool_choice={"type": "function", "function": {"name": "act"}})
        with weir.chat.completions.stream(**asked) as stream:
            choice = stream.get_final_completion().choices[0]

        self.assertEqual(choice.finish_reason, "tool_calls")
        self.assertEqual(json.loads(choice.message.tool_calls[0].function.arguments), {"what": "freeze_account"})

    def test_gets_the_first_answer_again_and_pays_once(self):
        marker = new_marker()
        again = {"extra_headers": {"idempotency-key": marker}, "safety_identifier": marker}

        first = ask(SONNET, **again)
        second = weir.chat.completions.with_raw_response.create(**asking(SONNET, **again))

        self.assertEqual(second.parse().id, first.id)
        self.assertEqual(second.headers["x-weir-repeats"], first._request_id)
        self.assertEqual(len(upstream_requests(marker)), 1)

    def test_is_told_what_made_no_difference(self):
        response = weir.chat.completions.with_raw_response.create(**asking(FREEZE, temperature=0.3, user="me"))

        self.assertEqual(set(response.headers["x-weir-unused-parameters"].split(", ")), {"temperature", "user"})

    def test_lists_the_models(self):
        models = weir.models.list().data

        self.assertLessEqual({"auto", "intents", LOCAL, HOSTED}, {model.id for model in models})
        for model in models:
            self.assertEqual((model.object, model.owned_by), ("model", "weir"))
            self.assertGreater(model.created, 1_700_000_000)

    def test_retrieves_a_model_with_or_without_a_slash_in_its_name(self):
        self.assertEqual(weir.models.retrieve("intents").id, "intents")
        self.assertEqual(weir.models.retrieve(LOCAL).id, LOCAL)

    def test_raises_not_found_for_an_unknown_model(self):
        with self.assert_refused(openai.NotFoundError, 404, "model_not_found", "model"):
            ask(FREEZE, model="nope")
        with self.assert_refused(openai.NotFoundError, 404, "model_not_found", "model"):
            weir.models.retrieve("local/nope")

    def test_raises_bad_request_for_empty_content(self):
        with self.assert_refused(openai.BadRequestError, 400, "invalid_value", "messages[0].content"):
            ask("")

    def test_raises_bad_request_for_a_wrong_type(self):
        with self.assert_refused(openai.BadRequestError, 400, "invalid_type", "temperature"):
            ask(FREEZE, temperature="hot")

    def test_raises_bad_request_for_stream_options_without_a_stream(self):
        with self.assert_refused(openai.BadRequestError, 400, "invalid_value", "stream_options"):
            ask(FREEZE, stream_options={"include_usage": True})

    def test_raises_bad_request_for_a_prompt_beyond_the_local_context(self):
        with self.assert_refused(openai.BadRequestError, 400, "context_length_exceeded", "messages"):
            ask("money " * 5000, model=LOCAL)

    def test_raises_bad_request_for_an_image_at_the_local_model(self):
        with self.assert_refused(openai.BadRequestError, 400, "unsupported_parameter", "messages[0].content[1].type"):
            ask(image_beside("what is this?"), model=LOCAL)

    def test_raises_a_status_error_for_a_body_that_is_too_large(self):
        with self.assert_refused(openai.APIStatusError, 413, "request_too_large", None):
            ask("money " * 1_000_000)

    def test_raises_permission_denied_where_egress_is_denied_to_the_hosted_tier(self):
        marker = new_marker()

        with self.assert_refused(openai.PermissionDeniedError, 403, "egress_denied", None):
            ask(SONNET, model=HOSTED, extra_headers={"x-weir-egress": "deny"}, safety_identifier=marker)

        self.assertEqual(upstream_requests(marker), [])

    def test_raises_a_rate_limit_where_the_provider_limits(self):
        marker = new_marker()

        with self.assert_refused(openai.RateLimitError, 429, "rate_limit_exceeded", None) as raised:
            ask("limit", model=HOSTED, safety_identifier=marker)

        self.assertEqual(raised.exception.response.headers["retry-after"], "900")
        self.assertEqual(raised.exception.type, "rate_limit_error")
        self.assertEqual(len(upstream_requests(marker)), 1)

    def test_raises_bad_request_in_weirs_words_where_the_provider_refuses(self):
        with self.assert_refused(openai.BadRequestError, 400, "too_blue", "messages"):
            ask("refuse", model=HOSTED)

    def test_raises_a_server_error_where_the_provider_rejects_weirs_key(self):
        with self.assert_refused(openai.InternalServerError, 503, "hosted_unavailable", None):
            ask("locked", model=HOSTED)

    def test_raises_a_server_error_when_the_deadline_passes(self):
        with self.assert_refused(openai.InternalServerError, 504, "deadline_exceeded", None):
            ask("slow", model=HOSTED, extra_headers={"x-weir-deadline-ms": "300"})

    def test_keeps_the_draft_when_the_deadline_passes(self):
        response = weir.chat.completions.with_raw_response.create(
            **asking(SONNET + ", slowly", extra_headers={"x-weir-deadline-ms": "300"})
        )

        self.assertEqual(response.headers["x-weir-tier"], "local")
        self.assertEqual(response.headers["x-weir-verdict"], "deadline")

    def test_raises_when_a_stream_is_cut(self):
        marker = new_marker()
        chunks = []

        with self.assertRaises(openai.APIError) as raised:
            for chunk in ask(SONNET + " and cut it", client=retrying, stream=True, safety_identifier=marker):
                chunks.append(chunk)

        self.assertEqual(text_of(chunks), "Shall I ")
        self.assertEqual(raised.exception.code, "hosted_unavailable")
        self.assertEqual(len(upstream_requests(marker)), 1)

    def test_closes_the_upstream_connection_when_it_leaves_a_stream(self):
        marker = new_marker()

        stream = ask(SONNET + ", slowly", stream=True, safety_identifier=marker)
        next(iter(stream))
        self.assertFalse(upstream_requests(marker)[0]["client_left"])
        stream.close()

        self.assert_soon(lambda: upstream_requests(marker)[0]["client_left"])

    def test_closes_the_upstream_connection_when_its_own_patience_ends(self):
        marker = new_marker()

        with self.assertRaises(openai.APITimeoutError):
            ask("slow", model=HOSTED, timeout=1, safety_identifier=marker)

        self.assert_soon(lambda: upstream_requests(marker)[0]["client_left"])

    def test_sends_nothing_upstream_where_egress_is_denied(self):
        marker = new_marker()

        response = weir.chat.completions.with_raw_response.create(
            **asking(SONNET, extra_headers={"x-weir-egress": "deny"}, safety_identifier=marker)
        )

        self.assertEqual(response.headers["x-weir-tier"], "local")
        self.assertEqual(response.headers["x-weir-verdict"], "egress_denied")
        self.assertEqual(upstream_requests(marker), [])

    def test_sends_every_parameter_upstream(self):
        marker = new_marker()

        response = weir.chat.completions.with_raw_response.create(
            **asking(SONNET, temperature=0.3, extra_body={"vendor_field": [1, {"a": None}]}, safety_identifier=marker)
        )

        self.assertEqual(response.headers["x-weir-unknown-parameters"], "1")
        body = upstream_requests(marker)[0]["body"]
        self.assertEqual(body["model"], "gpt-4o-mini")
        self.assertEqual(body["temperature"], 0.3)
        self.assertEqual(body["vendor_field"], [1, {"a": None}])

    def test_sends_an_image_upstream_because_the_local_model_cannot_read_it(self):
        marker = new_marker()
        content = image_beside(FREEZE)

        response = weir.chat.completions.with_raw_response.create(**asking(content, safety_identifier=marker))

        self.assertEqual(response.headers["x-weir-tier"], "hosted")
        self.assertEqual(response.headers["x-weir-verdict"], "unsupported")
        self.assertEqual(upstream_requests(marker)[0]["body"]["messages"][0]["content"], content)

    def test_pays_once_for_an_escalated_answer_with_its_default_retries(self):
        whole, streamed = new_marker(), new_marker()

        ask(SONNET, client=retrying, safety_identifier=whole)
        list(ask(SONNET, client=retrying, stream=True, safety_identifier=streamed))

        self.assertGreater(retrying.max_retries, 0)
        self.assertEqual(len(upstream_requests(whole)), 1)
        self.assertEqual(len(upstream_requests(streamed)), 1)

    def test_gets_every_answer_on_a_connection_that_it_keeps(self):
        for _ in range(KEPT_CONNECTION_ROUNDS):
            ask(FREEZE, timeout=SHORT_PATIENCE_SECONDS)
            weir.models.list(timeout=SHORT_PATIENCE_SECONDS)
            weir.models.retrieve(LOCAL, timeout=SHORT_PATIENCE_SECONDS)

    def assert_well_formed(self, chunks, with_usage):
        """The role once and first, one finish chunk, then the usage chunk when it was asked for, and nothing else."""
        self.assertEqual(len({(chunk.id, chunk.created, chunk.model, chunk.object) for chunk in chunks}), 1)
        self.assertEqual(chunks[0].object, "chat.completion.chunk")
        answer = chunks[:-1] if with_usage else chunks
        choices = [chunk.choices[0] for chunk in answer if len(chunk.choices) == 1]
        self.assertEqual(len(choices), len(answer))
        self.assertEqual([choice.delta.role for choice in choices], ["assistant"] + [None] * (len(choices) - 1))
        self.assertEqual([choice.finish_reason for choice in choices], [None] * (len(choices) - 1) + ["stop"])
        self.assertIsNone(choices[-1].delta.content)
        self.assertTrue(all(("usage" in chunk.model_fields_set) == with_usage for chunk in chunks))
        self.assertTrue(all(chunk.usage is None for chunk in answer))
        if with_usage:
            self.assertEqual(chunks[-1].choices, [])
            self.assertGreater(chunks[-1].usage.total_tokens, 0)

    def assert_refused(self, kind, status, code, param):
        return Refusal(self, kind, status, code, param)

    def assert_soon(self, condition):
        give_up = time.monotonic() + PATIENCE_SECONDS
        while not condition():
            self.assertLess(time.monotonic(), give_up, "it did not happen in time")
            time.sleep(0.02)


class Refusal:
    """Expects exactly this error of the client, in Weir's own words and with a request id."""

    def __init__(self, case, kind, status, code, param):
        self.case = case
        self.kind = kind
        self.expected = (status, code, param)

    def __enter__(self):
        return self

    def __exit__(self, _, exception, __):
        self.case.assertIs(type(exception), self.kind)
        self.exception = exception
        self.case.assertEqual((exception.status_code, exception.code, exception.param), self.expected)
        self.case.assertEqual(set(exception.body), {"message", "type", "param", "code"})
        self.case.assertTrue(exception.type)
        self.case.assertTrue(exception.request_id)
        self.case.assertNotIn("their words", str(exception))
        return True


class Lines(unittest.TestResult):
    """Reports each case in one line, and below it what failed."""

    def addSuccess(self, test):
        print(f"ok   python {name_of(test)}", flush=True)

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self.report(test, self.failures)

    def addError(self, test, err):
        super().addError(test, err)
        self.report(test, self.errors)

    def report(self, test, problems):
        details = problems[-1][1].replace("\n", "\n     ")
        print(f"FAIL python {name_of(test)}\n     {details.rstrip()}", flush=True)


def name_of(test):
    return test.id().rsplit(".", 1)[-1].removeprefix("test_").replace("_", " ")


def image_beside(text):
    return [{"type": "text", "text": text}, {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}}]


if __name__ == "__main__":
    result = Lines()
    unittest.defaultTestLoader.loadTestsFromTestCase(ClientTest).run(result)
    raise SystemExit(not result.wasSuccessful())
