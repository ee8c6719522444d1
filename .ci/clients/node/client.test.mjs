// The official Node client against a running Weir, whose hosted tier is the scripted provider.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import OpenAI from 'openai';

const FREEZE = 'please freeze my bank account right now';
const SONNET = 'write me a sonnet about the sea';
const SONNET_ANSWER = 'Shall I compare thee';
const HOSTED = 'hosted/gpt-4o-mini';
const LOCAL = 'local/weir-intents';
const FOUR_DECIMALS = /^[01]\.\d{4}$/;
const MILLIS = /^\d+\.\d{3}$/;
const PATIENCE_MS = 30_000;
const SHORT_PATIENCE_MS = 5_000;
const KEPT_CONNECTION_ROUNDS = 60;
const ACT = {
  type: 'function',
  function: { name: 'act', parameters: { type: 'object', properties: { what: { type: 'string' } } } },
};
const { UPSTREAM_URL, WEIR_URL } = process.env;

const weir = new OpenAI({ baseURL: WEIR_URL, apiKey: 'none', maxRetries: 0, timeout: PATIENCE_MS });
const retrying = new OpenAI({ baseURL: WEIR_URL, apiKey: 'none', timeout: PATIENCE_MS });

const egressDenied = { headers: { 'x-weir-egress': 'deny' } };
const soon = { headers: { 'x-weir-deadline-ms': '300' } };

function asking(text, more = {}) {
  return { model: 'intents', messages: [{ role: 'user', content: text }], ...more };
}

function ask(text, more, options, client = weir) {
  return client.chat.completions.create(asking(text, more), options);
}

async function streamed(text, more, options, client) {
  const { data, response } = await ask(text, { stream: true, ...more }, options, client).withResponse();
  return { chunks: await all(data), headers: response.headers };
}

async function all(stream) {
  const chunks = [];
  for await (const chunk of stream) {
    chunks.push(chunk);
  }
  return chunks;
}

/** What reached the provider with this marker, which requests carry as their safety_identifier. */
async function upstreamRequests(marker) {
  const response = await fetch(`${UPSTREAM_URL}/requests`);
  return (await response.json()).filter(({ body }) => body.safety_identifier === marker);
}

async function callerLeft(marker) {
  const giveUp = Date.now() + PATIENCE_MS;
  while (!(await upstreamRequests(marker))[0].client_left) {
    assert.ok(Date.now() < giveUp, 'the provider was not told in time');
    await sleep(20);
  }
}

function textOf(chunks) {
  return chunks.flatMap(({ choices }) => choices.map(({ delta }) => delta.content ?? '')).join('');
}

function imageBeside(text) {
  return [
    { type: 'text', text },
    { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } },
  ];
}

/** The role once and first, one finish chunk, then the usage chunk when it was asked for, and nothing else. */
function assertWellFormed(chunks, { withUsage }) {
  assert.equal(new Set(chunks.map(({ id, created, model }) => `${id} ${created} ${model}`)).size, 1);
  assert.ok(chunks.every(({ object }) => object === 'chat.completion.chunk'));
  const answer = withUsage ? chunks.slice(0, -1) : chunks;
  assert.ok(answer.every(({ choices }) => choices.length === 1));
  const choices = answer.map((chunk) => chunk.choices[0]);
  const later = choices.length - 1;
  assert.deepEqual(
    choices.map(({ delta }) => delta.role),
    ['assistant', ...Array(later).fill(undefined)],
  );
  assert.deepEqual(
    choices.map((choice) => choice.finish_reason),
    [...Array(later).fill(null), 'stop'],
  );
  assert.equal(choices.at(-1).delta.content, undefined);
  assert.ok(chunks.every((chunk) => 'usage' in chunk === withUsage));
  assert.ok(answer.every(({ usage }) => usage == null));
  if (withUsage) {
    assert.deepEqual(chunks.at(-1).choices, []);
    assert.ok(chunks.at(-1).usage.total_tokens > 0);
  }
}

/** Expects exactly this error of the client, in Weir's own words and with a request id. */
async function assertRefused(request, kind, status, code, param) {
  const error = await request.then(
    () => assert.fail('it was answered'),
    (failure) => failure,
  );
  assert.equal(error.constructor, kind, error.stack);
  assert.deepEqual({ status: error.status, code: error.code, param: error.param }, { status, code, param });
  assert.deepEqual(Object.keys(error.error).sort(), ['code', 'message', 'param', 'type']);
  assert.ok(error.type);
  assert.ok(error.requestID);
  assert.doesNotMatch(error.message, /their words/);
  return error;
}

function spec(name, body) {
  test(name, { timeout: 2 * PATIENCE_MS }, body);
}

spec('gets the log-probability of a label', async () => {
  const { choices } = await ask(FREEZE, { logprobs: true, top_logprobs: 3 });

  const [token] = choices[0].logprobs.content;
  assert.equal(token.token, 'freeze_account');
  assert.equal(Buffer.from(token.bytes).toString(), 'freeze_account');
  assert.ok(token.logprob <= 0);
  assert.equal(token.top_logprobs.length, 3);
});

spec('gets as many choices as it asks for', async () => {
  const { choices } = await ask(FREEZE, { n: 3 });

  assert.deepEqual(choices.map(({ index, message }) => [index, message.content]), [0, 1, 2].map((index) => [index, 'freeze_account']));
});

spec('accumulates a streamed call with its own helper', async () => {
  const stream = weir.chat.completions.stream(asking(FREEZE, { model: LOCAL, tools: [ACT], tool_choice: 'required' }));

  const [choice] = (await stream.finalChatCompletion()).choices;

  assert.equal(choice.finish_reason, 'tool_calls');
  assert.equal(choice.message.tool_calls[0].function.name, 'act');
  assert.deepEqual(JSON.parse(choice.message.tool_calls[0].function.arguments), { what: 'freeze_account' });
});

spec('gets the first answer again and pays once', async () => {
  const marker = randomUUID();
  const repeatable = { headers: { 'idempotency-key': marker } };

  const first = await ask(SONNET, { safety_identifier: marker }, repeatable);
  const second = await ask(SONNET, { safety_identifier: marker }, repeatable);

  assert.equal(second.id, first.id);
  assert.equal((await upstreamRequests(marker)).length, 1);
});

spec('gets a kept answer with every header', async () => {
  const { data, response } = await ask(FREEZE).withResponse();

  const [choice] = data.choices;
  assert.deepEqual(choice, {
    index: 0,
    message: { role: 'assistant', content: 'freeze_account', refusal: null },
    logprobs: null,
    finish_reason: 'stop',
  });
  const { usage } = data;
  assert.ok(usage.prompt_tokens > 0);
  assert.equal(usage.total_tokens, usage.prompt_tokens + usage.completion_tokens);
  const { headers } = response;
  assert.equal(headers.get('x-weir-route'), 'intents');
  assert.equal(headers.get('x-weir-tier'), 'local');
  assert.equal(headers.get('x-weir-model'), 'weir-intents');
  assert.equal(headers.get('x-weir-verdict'), 'confident');
  assert.match(headers.get('x-weir-confidence'), FOUR_DECIMALS);
  assert.equal(headers.get('x-weir-confidence-kind'), 'calibrated');
  assert.match(headers.get('x-weir-threshold'), FOUR_DECIMALS);
  assert.ok(Number(headers.get('x-weir-confidence')) >= Number(headers.get('x-weir-threshold')));
  assert.match(headers.get('x-weir-cost-usd'), /^0\.0000\d+$/);
  assert.match(headers.get('x-weir-local-ms'), MILLIS);
  assert.equal(headers.get('x-weir-hosted-ms'), null);
  assert.equal(headers.get('x-should-retry'), null);
  assert.equal(headers.get('x-weir-unknown-parameters'), null);
});

spec('names the request that it answered', async () => {
  const mine = randomUUID();

  const completion = await ask(FREEZE, {}, { headers: { 'x-request-id': mine } });
  const other = await ask(FREEZE).withResponse();

  assert.equal(completion._request_id, mine);
  assert.equal(completion.id, `chatcmpl-${mine}`);
  assert.match(other.request_id, /^[0-9a-f]{32}$/);
  assert.equal(other.data._request_id, other.request_id);
});

spec('gets an escalated answer with its cost', async () => {
  const { data, response, request_id } = await ask(SONNET).withResponse();

  assert.equal(data.choices[0].message.content, SONNET_ANSWER);
  assert.equal(data.usage.total_tokens, 3000);
  const { headers } = response;
  assert.equal(headers.get('x-weir-route'), 'intents');
  assert.equal(headers.get('x-weir-tier'), 'hosted');
  assert.equal(headers.get('x-weir-model'), data.model);
  assert.equal(headers.get('x-weir-verdict'), 'below_threshold');
  assert.ok(Number(headers.get('x-weir-confidence')) < Number(headers.get('x-weir-threshold')));
  assert.equal(headers.get('x-should-retry'), 'false');
  assert.match(headers.get('x-weir-cost-usd'), /^0\.001350\d{3}$/);
  assert.match(headers.get('x-weir-local-ms'), MILLIS);
  assert.match(headers.get('x-weir-hosted-ms'), MILLIS);
  assert.equal(data._request_id, request_id);
});

spec('streams a kept answer', async () => {
  const { chunks, headers } = await streamed(FREEZE);

  assertWellFormed(chunks, { withUsage: false });
  assert.equal(textOf(chunks), 'freeze_account');
  assert.equal(headers.get('content-type'), 'text/event-stream');
  assert.equal(headers.get('x-weir-tier'), 'local');
  assert.equal(headers.get('x-weir-verdict'), 'confident');
  assert.match(headers.get('x-weir-confidence'), FOUR_DECIMALS);
  assert.ok(headers.get('x-request-id'));
});

spec('streams a kept answer with usage', async () => {
  const { chunks } = await streamed(FREEZE, { stream_options: { include_usage: true } });

  assertWellFormed(chunks, { withUsage: true });
  assert.equal(textOf(chunks), 'freeze_account');
  assert.deepEqual(chunks.at(-1).usage, (await ask(FREEZE)).usage);
});

spec('streams an escalated answer', async () => {
  const { chunks, headers } = await streamed(SONNET);

  assertWellFormed(chunks, { withUsage: false });
  assert.equal(textOf(chunks), SONNET_ANSWER);
  assert.equal(headers.get('x-weir-tier'), 'hosted');
  assert.equal(headers.get('x-weir-verdict'), 'below_threshold');
  assert.equal(headers.get('x-should-retry'), 'false');
});

spec('streams an escalated answer with usage', async () => {
  const { chunks } = await streamed(SONNET, { stream_options: { include_usage: true } });

  assertWellFormed(chunks, { withUsage: true });
  assert.equal(textOf(chunks), SONNET_ANSWER);
  assert.equal(chunks.at(-1).usage.total_tokens, 3000);
});

spec("accumulates a stream with the client's own helper", async () => {
  for (const [text, answer] of [[FREEZE, 'freeze_account'], [SONNET, SONNET_ANSWER]]) {
    const completion = await weir.chat.completions.stream(asking(text)).finalChatCompletion();

    assert.equal(completion.choices[0].message.content, answer);
    assert.equal(completion.choices[0].finish_reason, 'stop');
  }
});

spec('gets a json object', async () => {
  const completion = await ask(FREEZE, { response_format: { type: 'json_object' } });

  assert.deepEqual(JSON.parse(completion.choices[0].message.content), { intent: 'freeze_account' });
});

spec('gets json by a schema with one enum property', async () => {
  const schema = {
    type: 'object',
    properties: { action: { type: 'string', enum: ['freeze_account', 'report_fraud'] } },
    required: ['action'],
    additionalProperties: false,
  };
  const response_format = { type: 'json_schema', json_schema: { name: 'task', strict: true, schema } };

  const { data, response } = await ask(FREEZE, { response_format }).withResponse();

  assert.deepEqual(JSON.parse(data.choices[0].message.content), { action: 'freeze_account' });
  assert.equal(response.headers.get('x-weir-tier'), 'local');
});

spec('lists the models', async () => {
  const models = await all(await weir.models.list());

  const ids = models.map(({ id }) => id);
  assert.deepEqual(['auto', 'intents', LOCAL, HOSTED].filter((id) => !ids.includes(id)), []);
  for (const model of models) {
    assert.deepEqual([model.object, model.owned_by], ['model', 'weir']);
    assert.ok(model.created > 1_700_000_000);
  }
});

spec('retrieves a model with or without a slash in its name', async () => {
  assert.equal((await weir.models.retrieve('intents')).id, 'intents');
  assert.equal((await weir.models.retrieve(LOCAL)).id, LOCAL);
});

spec('raises not found for an unknown model', async () => {
  await assertRefused(ask(FREEZE, { model: 'nope' }), OpenAI.NotFoundError, 404, 'model_not_found', 'model');
  await assertRefused(weir.models.retrieve('local/nope'), OpenAI.NotFoundError, 404, 'model_not_found', 'model');
});

spec('raises bad request for empty content', async () => {
  await assertRefused(ask(''), OpenAI.BadRequestError, 400, 'invalid_value', 'messages[0].content');
});

spec('raises bad request for a wrong type', async () => {
  await assertRefused(ask(FREEZE, { temperature: 'hot' }), OpenAI.BadRequestError, 400, 'invalid_type', 'temperature');
});

spec('raises bad request for stream options without a stream', async () => {
  const request = ask(FREEZE, { stream_options: { include_usage: true } });

  await assertRefused(request, OpenAI.BadRequestError, 400, 'invalid_value', 'stream_options');
});

spec('raises bad request for a prompt beyond the local context', async () => {
  const request = ask('money '.repeat(5000), { model: LOCAL });

  await assertRefused(request, OpenAI.BadRequestError, 400, 'context_length_exceeded', 'messages');
});

spec('raises bad request for an image at the local model', async () => {
  const request = ask(imageBeside('what is this?'), { model: LOCAL });

  await assertRefused(
    request, OpenAI.BadRequestError, 400, 'unsupported_parameter', 'messages[0].content[1].type',
  );
});

spec('raises a status error for a body that is too large', async () => {
  await assertRefused(ask('money '.repeat(1_000_000)), OpenAI.APIError, 413, 'request_too_large', null);
});

spec('raises permission denied where egress is denied to the hosted tier', async () => {
  const marker = randomUUID();

  const request = ask(SONNET, { model: HOSTED, safety_identifier: marker }, egressDenied);

  await assertRefused(request, OpenAI.PermissionDeniedError, 403, 'egress_denied', null);
  assert.deepEqual(await upstreamRequests(marker), []);
});

spec('raises a rate limit where the provider limits', async () => {
  const marker = randomUUID();

  const request = ask('limit', { model: HOSTED, safety_identifier: marker });

  const error = await assertRefused(request, OpenAI.RateLimitError, 429, 'rate_limit_exceeded', null);
  assert.equal(error.headers.get('retry-after'), '900');
  assert.equal(error.type, 'rate_limit_error');
  assert.equal((await upstreamRequests(marker)).length, 1);
});

spec("raises bad request in Weir's words where the provider refuses", async () => {
  await assertRefused(ask('refuse', { model: HOSTED }), OpenAI.BadRequestError, 400, 'too_blue', 'messages');
});

spec("raises a server error where the provider rejects Weir's key", async () => {
  await assertRefused(ask('locked', { model: HOSTED }), OpenAI.InternalServerError, 503, 'hosted_unavailable', null);
});

spec('raises a server error when the deadline passes', async () => {
  const request = ask('slow', { model: HOSTED }, soon);

  await assertRefused(request, OpenAI.InternalServerError, 504, 'deadline_exceeded', null);
});

spec('keeps the draft when the deadline passes', async () => {
  const { headers } = await ask(`${SONNET}, slowly`, {}, soon).asResponse();

  assert.equal(headers.get('x-weir-tier'), 'local');
  assert.equal(headers.get('x-weir-verdict'), 'deadline');
});

spec('raises when a stream is cut', async () => {
  const marker = randomUUID();
  const chunks = [];

  const stream = await ask(`${SONNET} and cut it`, { stream: true, safety_identifier: marker }, {}, retrying);
  const reading = async () => {
    for await (const chunk of stream) {
      chunks.push(chunk);
    }
  };

  await assert.rejects(reading, (error) => error instanceof OpenAI.APIError && error.code === 'hosted_unavailable');
  assert.equal(textOf(chunks), 'Shall I ');
  assert.equal((await upstreamRequests(marker)).length, 1);
});

spec('closes the upstream connection when it leaves a stream', async () => {
  const marker = randomUUID();
  const abort = new AbortController();

  const stream = await ask(
    `${SONNET}, slowly`, { stream: true, safety_identifier: marker }, { signal: abort.signal },
  );
  await stream[Symbol.asyncIterator]().next();
  assert.equal((await upstreamRequests(marker))[0].client_left, false);
  abort.abort();

  await callerLeft(marker);
});

spec('closes the upstream connection when its own patience ends', async () => {
  const marker = randomUUID();

  const request = ask('slow', { model: HOSTED, safety_identifier: marker }, { timeout: 1000 });

  await assert.rejects(request, OpenAI.APIConnectionTimeoutError);
  await callerLeft(marker);
});

spec('sends nothing upstream where egress is denied', async () => {
  const marker = randomUUID();

  const { headers } = await ask(SONNET, { safety_identifier: marker }, egressDenied).asResponse();

  assert.equal(headers.get('x-weir-tier'), 'local');
  assert.equal(headers.get('x-weir-verdict'), 'egress_denied');
  assert.deepEqual(await upstreamRequests(marker), []);
});

spec('sends every parameter upstream', async () => {
  const marker = randomUUID();
  const vendor_field = [1, { a: null }];

  const { headers } = await ask(SONNET, { temperature: 0.3, vendor_field, safety_identifier: marker }).asResponse();

  assert.equal(headers.get('x-weir-unknown-parameters'), '1');
  const [{ body }] = await upstreamRequests(marker);
  assert.equal(body.model, 'gpt-4o-mini');
  assert.equal(body.temperature, 0.3);
  assert.deepEqual(body.vendor_field, vendor_field);
});

spec('sends an image upstream because the local model cannot read it', async () => {
  const marker = randomUUID();
  const content = imageBeside(FREEZE);

  const { headers } = await ask(content, { safety_identifier: marker }).asResponse();

  assert.equal(headers.get('x-weir-tier'), 'hosted');
  assert.equal(headers.get('x-weir-verdict'), 'unsupported');
  assert.deepEqual((await upstreamRequests(marker))[0].body.messages[0].content, content);
});

spec('pays once for an escalated answer with its default retries', async () => {
  const [whole, throughStream] = [randomUUID(), randomUUID()];

  await ask(SONNET, { safety_identifier: whole }, {}, retrying);
  await streamed(SONNET, { safety_identifier: throughStream }, {}, retrying);

  assert.ok(retrying.maxRetries > 0);
  assert.equal((await upstreamRequests(whole)).length, 1);
  assert.equal((await upstreamRequests(throughStream)).length, 1);
});

spec('gets every answer on a connection that it keeps', async () => {
  const options = { timeout: SHORT_PATIENCE_MS };
  for (let round = 0; round < KEPT_CONNECTION_ROUNDS; round++) {
    await ask(FREEZE, {}, options);
    await weir.models.list(options);
    await weir.models.retrieve(LOCAL, options);
  }
});
