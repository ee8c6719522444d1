// Reports each case in one line, and below it what failed.

export default async function* lines(events) {
  for await (const { type, data } of events) {
    if (type === 'test:pass') {
      yield `ok   node   ${data.name}\n`;
    } else if (type === 'test:fail') {
      const { cause, message } = data.details.error;
      yield `FAIL node   ${data.name}\n${indented(cause?.stack ?? cause ?? message)}\n`;
    }
  }
}

function indented(text) {
  return String(text).replace(/^/gm, '     ');
}
