// The parts of the measurement: a provider that answers at once, a bare reverse proxy, and an open-loop load.
//
//	rig upstream ADDRESS            OpenAI's dialect: whole answers at once, streams as the prompt asks ("20x50ms")
//	rig proxy ADDRESS UPSTREAM      net/http/httputil.ReverseProxy and nothing else
//	rig load URL MODEL RATE SECONDS    prints one JSON object: latencies of requests sent on a schedule
//	rig streams URL MODEL COUNT SHAPE  holds COUNT streams at once and checks every chunk's number
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"sort"
	"strconv"
	"strings"
	"sync"
	"time"
)

func main() {
	switch os.Args[1] {
	case "upstream":
		serve(os.Args[2], http.HandlerFunc(answer))
	case "proxy":
		target, err := url.Parse(os.Args[3])
		check(err)
		proxy := httputil.NewSingleHostReverseProxy(target)
		proxy.FlushInterval = -1
		proxy.Transport = transport()
		serve(os.Args[2], proxy)
	case "load":
		print(load(os.Args[2], os.Args[3], number(os.Args[4]), number(os.Args[5])))
	case "streams":
		print(streams(os.Args[2], os.Args[3], number(os.Args[4]), os.Args[5]))
	}
}

func serve(address string, handler http.Handler) {
	check(http.ListenAndServe(address, handler))
}

func transport() *http.Transport {
	return &http.Transport{MaxIdleConns: 4096, MaxIdleConnsPerHost: 4096, DisableCompression: true}
}

type request struct {
	Stream   bool `json:"stream"`
	Messages []struct {
		Content string `json:"content"`
	} `json:"messages"`
}

const whole = `{"id":"chatcmpl-1","object":"chat.completion","created":7,"model":"m","choices":[{"index":0,` +
	`"message":{"role":"assistant","content":"The sea is wide.","refusal":null},"logprobs":null,` +
	`"finish_reason":"stop"}],"usage":{"prompt_tokens":12,"completion_tokens":5,"total_tokens":17}}`

const head = `data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":7,"model":"m","choices":`

func answer(out http.ResponseWriter, in *http.Request) {
	var asked request
	if json.NewDecoder(in.Body).Decode(&asked) != nil {
		out.WriteHeader(400)
		return
	}
	if !asked.Stream {
		out.Header().Set("content-type", "application/json")
		io.WriteString(out, whole)
		return
	}
	words := strings.Fields(asked.Messages[len(asked.Messages)-1].Content)
	count, pause, _ := strings.Cut(words[len(words)-1], "x")
	every, err := time.ParseDuration(pause)
	check(err)
	out.Header().Set("content-type", "text/event-stream")
	flusher := out.(http.Flusher)
	fmt.Fprint(out, head, `[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}]}`, "\n\n")
	flusher.Flush()
	for i := 0; i < number(count); i++ {
		time.Sleep(every)
		fmt.Fprintf(out, head+`[{"index":0,"delta":{"content":"<%d>"},"finish_reason":null}]}`+"\n\n", i)
		flusher.Flush()
	}
	fmt.Fprint(out, head, `[{"index":0,"delta":{},"finish_reason":"stop"}]}`, "\n\n")
	fmt.Fprint(out, head, `[],"usage":{"prompt_tokens":12,"completion_tokens":5,"total_tokens":17}}`, "\n\n")
	fmt.Fprint(out, "data: [DONE]\n\n")
}

func body(model string, stream bool, text string) string {
	return fmt.Sprintf(`{"model":%q,"stream":%t,"temperature":0.7,"max_tokens":64,"messages":[{"role":"system",`+
		`"content":"You are brief. %s"},{"role":"user","content":%q}]}`,
		model, stream, strings.Repeat("Keep to the facts. ", 40), text)
}

func ask(client *http.Client, address, text string) (*http.Response, error) {
	post, err := http.NewRequest("POST", address+"/chat/completions", strings.NewReader(text))
	check(err)
	post.Header.Set("content-type", "application/json")
	post.Header.Set("authorization", "Bearer sk-loopback")
	for _, header := range strings.Split(os.Getenv("HEADERS"), "\n") {
		if name, value, found := strings.Cut(header, ": "); found {
			post.Header.Set(name, value)
		}
	}
	return client.Do(post)
}

// Every request has its time to be sent, whether or not earlier ones have been answered, and its latency counts from
// then: a slow server cannot slow the load down.
func load(address, model string, rate, seconds int) map[string]any {
	client := &http.Client{Transport: transport(), Timeout: 30 * time.Second}
	text := body(model, false, "What is the sea like?")
	total := rate * seconds
	took := make([]float64, total)
	bad := make([]bool, total)
	var running sync.WaitGroup
	begin := time.Now()
	for i := 0; i < total; i++ {
		due := begin.Add(time.Duration(i) * time.Second / time.Duration(rate))
		time.Sleep(time.Until(due))
		running.Add(1)
		go func() {
			defer running.Done()
			response, err := ask(client, address, text)
			if err == nil {
				read, _ := io.ReadAll(response.Body)
				response.Body.Close()
				bad[i] = response.StatusCode != 200 || !strings.Contains(string(read), "The sea is wide.")
			} else {
				bad[i] = true
			}
			took[i] = float64(time.Since(due).Microseconds()) / 1e3
		}()
	}
	running.Wait()
	sort.Float64s(took)
	failed := 0
	for _, one := range bad {
		if one {
			failed++
		}
	}
	return map[string]any{"requests": total, "failed": failed, "seconds": time.Since(begin).Seconds(),
		"p50_ms": took[total/2], "p90_ms": took[total*9/10], "p99_ms": took[total*99/100], "max_ms": took[total-1]}
}

// A stream is good when its chunks come one by one, in order, all of them, and then the end marker.
func streams(address, model string, count int, shape string) map[string]any {
	client := &http.Client{Transport: transport(), Timeout: 300 * time.Second}
	text := body(model, true, "Count as told: "+shape)
	chunks, _, _ := strings.Cut(shape, "x")
	good := make([]string, count)
	var running sync.WaitGroup
	begin := time.Now()
	for i := range good {
		running.Add(1)
		go func() {
			defer running.Done()
			good[i] = readStream(client, address, text, number(chunks))
		}()
		time.Sleep(2 * time.Millisecond)
	}
	running.Wait()
	faults := map[string]int{}
	for _, fault := range good {
		if fault != "" {
			faults[fault]++
		}
	}
	return map[string]any{"streams": count, "shape": shape, "faults": faults, "seconds": time.Since(begin).Seconds()}
}

func readStream(client *http.Client, address, text string, chunks int) string {
	response, err := ask(client, address, text)
	if err != nil {
		return "no answer"
	}
	defer response.Body.Close()
	if response.StatusCode != 200 {
		return "status " + strconv.Itoa(response.StatusCode)
	}
	next, done := 0, false
	lines := bufio.NewScanner(response.Body)
	for lines.Scan() {
		data, found := strings.CutPrefix(lines.Text(), "data: ")
		switch {
		case !found || done:
		case strings.TrimSpace(data) == "[DONE]":
			done = true
		case strings.Contains(data, fmt.Sprintf(`"<%d>"`, next)):
			next++
		case strings.Contains(data, `"content":"<`):
			return "a chunk lost, merged or out of order"
		}
	}
	if lines.Err() != nil {
		return "broken off"
	}
	if next != chunks {
		return "chunks missing"
	}
	if !done {
		return "no end marker"
	}
	return ""
}

func print(result map[string]any) {
	check(json.NewEncoder(os.Stdout).Encode(result))
}

func number(text string) int {
	value, err := strconv.Atoi(text)
	check(err)
	return value
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
