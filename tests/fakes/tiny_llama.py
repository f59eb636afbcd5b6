"""A real llama.cpp server with a tiny model of random weights, made when it is needed."""

import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

WIDTH, LAYERS, HEADS, INNER = 64, 2, 4, 128
START_SECONDS = 60.0
CONTEXT = 2048

# Bytes outside of ASCII are no tokens here: broken ones would stand in every free string.
LETTERS = [chr(code) for code in range(33, 127)] + ["\n", "\t"]
TOKENS = ["<unk>", "<s>", "</s>", "\u2581", *LETTERS]


def write_model(path: Path, seed: int = 1, context: int = CONTEXT) -> None:
    """Write a GGUF file of the llama architecture, about 450 kB, its weights drawn by chance."""
    import gguf
    import numpy as np

    chance = np.random.default_rng(seed)
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_name("tiny")
    writer.add_context_length(context)
    writer.add_embedding_length(WIDTH)
    writer.add_block_count(LAYERS)
    writer.add_feed_forward_length(INNER)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(HEADS)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_rope_dimension_count(WIDTH // HEADS)
    writer.add_vocab_size(len(TOKENS))
    writer.add_tokenizer_model("llama")
    writer.add_tokenizer_pre("default")
    writer.add_token_list(TOKENS)
    writer.add_token_scores([0.0] * len(TOKENS))
    kinds = [gguf.TokenType.UNKNOWN, gguf.TokenType.CONTROL, gguf.TokenType.CONTROL]
    writer.add_token_types([*kinds, *([gguf.TokenType.NORMAL] * (len(TOKENS) - len(kinds)))])
    writer.add_unk_token_id(0)
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_add_bos_token(True)
    writer.add_chat_template("{% for m in messages %}{{ m['content'] }}\n{% endfor %}")

    def add(name: str, *shape: int) -> None:
        weights = chance.normal(0.0, shape[-1] ** -0.5, shape).astype(np.float32)
        writer.add_tensor(name, weights)

    def add_ones(name: str) -> None:
        writer.add_tensor(name, np.ones(WIDTH, dtype=np.float32))

    add("token_embd.weight", len(TOKENS), WIDTH)
    add("output.weight", len(TOKENS), WIDTH)
    add_ones("output_norm.weight")
    for layer in range(LAYERS):
        block = f"blk.{layer}"
        add_ones(f"{block}.attn_norm.weight")
        add_ones(f"{block}.ffn_norm.weight")
        for part in ("attn_q", "attn_k", "attn_v", "attn_output"):
            add(f"{block}.{part}.weight", WIDTH, WIDTH)
        add(f"{block}.ffn_gate.weight", INNER, WIDTH)
        add(f"{block}.ffn_up.weight", INNER, WIDTH)
        add(f"{block}.ffn_down.weight", WIDTH, INNER)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


@contextmanager
def llama_server(model: Path, *, embedding: bool = False) -> Iterator[str]:
    """The address of a llama.cpp server in a process of its own, ended afterwards."""
    command = [sys.executable, "-m", "tests.fakes.tiny_llama", str(model), str(int(embedding))]
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=Path(__file__).parents[2],
    ) as process:
        try:
            assert process.stdout is not None
            address = ""
            for line in process.stdout:
                if line.startswith("listening "):
                    address = line.split()[1]
                    break
            assert address, "the server did not start"
            _await_health(address)
            yield address
        finally:
            process.kill()


def _await_health(address: str) -> None:
    until = time.monotonic() + START_SECONDS
    while True:
        try:
            with urllib.request.urlopen(f"{address}/health", timeout=5):
                return
        except (urllib.error.URLError, OSError):
            if time.monotonic() > until:
                raise
            time.sleep(0.02)


def main(model: str, embedding: bool) -> None:
    """Serve until the parent lets go of stdin."""
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = model
    params.n_ctx = CONTEXT
    params.n_parallel = 1
    params.cpuparams.n_threads = 1
    params.cpuparams_batch.n_threads = 1
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.embedding = embedding
    params.warmup = False
    if embedding:
        params.pooling_type = xllamacpp.llama_pooling_type.LLAMA_POOLING_TYPE_MEAN
    server = xllamacpp.Server(params)
    print(f"listening {server.listening_address}", flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2] == "1")
