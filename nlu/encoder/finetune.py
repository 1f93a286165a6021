"""Fits the low-rank adapter to the training examples: `make encoder` (torch, only here).

Every linear map W of the published encoder gets W + B @ A with A (rank, in) and
B (out, rank) learned, and W itself left alone. The objective is what the pipeline is
for: intent (cross entropy), signs, stressors and safety (binary cross entropy each),
all from the mean of the word pieces' vectors. The heads fitted along the way are thrown
away: `coach train` fits its own on the int8 encoder. Two fits of different seeds are
averaged, which holds better on messages that neither has seen (Wortsman et al., 2022,
"Model soups"). `--onwards` fits on from the committed adapter for a short while, at a low
rate, to what has been added since and a `--draw` of the rest, and averages what comes out with
where it began: minutes where the whole takes hours on two cores. `--beside` fits anew and adds
the committed adapter.
"""

from __future__ import annotations

import argparse
import random
import sys
from pathlib import Path
from typing import Dict, Iterator, List, Mapping, NamedTuple, Optional, Sequence, Tuple

import numpy as np
import torch
import torch.nn.functional as F
import yaml
from torch import Tensor, nn

sys.path.insert(0, str(Path(__file__).parents[2]))

from nlu.encoder.pieces import Pieces  # noqa: E402
from nlu.encoder.weights import (  # noqa: E402 (run as a script, outside the package)
    ADAPTER, HEADS, HIDDEN, LAYER_NORM_EPSILON, LAYERS, deltas, published_tensors,
)
from nlu.labels import SAFETY, SIGNS, STRESSORS  # noqa: E402

DATA = Path(__file__).parents[1] / "data"
MAX_PIECES = 160
HEADS_ALONE = 100  # steps
WORDS_LEFT_OUT = 0.1  # of the pieces, each time anew, so that no message is known by one of them


class Example(NamedTuple):
    """A labelled message and the batch (one author, one style) that it comes from."""

    text: str
    intent: str
    signs: Sequence[str]
    stressors: Sequence[str]
    batch: str


def read_examples(folder: Path = DATA) -> List[Example]:
    """All training examples of the project; one of weight n stands there n times."""
    weighted = []
    for path in sorted(folder.glob("*.yml")):
        for group in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            meta = group.get("metadata", {})
            weighted += [
                (Example(line[2:].strip(), group["intent"], meta.get("signs", ()),
                         meta.get("stressors", ()), meta.get("batch", "")), meta.get("weight", 1))
                for line in group["examples"].splitlines() if line.startswith("- ")]
    heaviest = max(weight for _, weight in weighted)
    return [example for times in range(heaviest)
            for example, weight in weighted if weight > times]


def drawn(examples: Sequence[Example], shares: Mapping[str, float], seed: int) -> List[Example]:
    """Of each example's batch as much, at random, as the longest prefix of its name says; a share
    of 2 takes all of it twice. The prefix "" says it of all others, which are left out else."""
    rng = random.Random(seed)
    chosen = []
    for example in examples:
        known = [prefix for prefix in shares if example.batch.startswith(prefix)]
        share = shares[max(known, key=len)] if known else 0.0
        chosen += [example] * (int(share) + (rng.random() < share % 1))
    return chosen


class Adapted(nn.Module):
    """A frozen linear map with a low-rank addition."""

    def __init__(self, weight: Tensor, bias: Tensor, rank: int, dropout: float) -> None:
        super().__init__()
        self.register_buffer("weight", weight)
        self.register_buffer("bias", bias)
        self.low = nn.Parameter(torch.randn(rank, weight.shape[1]) / rank)
        self.high = nn.Parameter(torch.zeros(weight.shape[0], rank))
        self.dropout = dropout

    def forward(self, x: Tensor) -> Tensor:
        low = F.dropout(F.linear(x, self.low), self.dropout, self.training)
        return F.linear(x, self.weight, self.bias) + F.linear(low, self.high)


class AdaptedEncoder(nn.Module):
    """The published encoder with an adapter on each linear map; mean-pooled output."""

    LINEAR = ("attention.self.query", "attention.self.key", "attention.self.value",
              "attention.output.dense", "intermediate.dense", "output.dense")

    def __init__(self, tensors: Dict[str, np.ndarray], rank: int, dropout: float) -> None:
        super().__init__()
        self.tensors = {name: torch.tensor(value) for name, value in tensors.items()}
        self.maps = nn.ModuleDict({
            f"{layer}|{name}".replace(".", "-"): Adapted(
                self.tensors[f"encoder.layer.{layer}.{name}.weight"],
                self.tensors[f"encoder.layer.{layer}.{name}.bias"], rank, dropout)
            for layer in range(LAYERS) for name in self.LINEAR})

    def _norm(self, x: Tensor, name: str) -> Tensor:
        return F.layer_norm(x, (HIDDEN,), self.tensors[f"{name}.weight"],
                            self.tensors[f"{name}.bias"], LAYER_NORM_EPSILON)

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """(messages, 384) for ids and mask (messages, pieces)."""
        x = (self.tensors["embeddings.word_embeddings.weight"][ids]
             + self.tensors["embeddings.position_embeddings.weight"][: ids.shape[1]]
             + self.tensors["embeddings.token_type_embeddings.weight"][0])
        x = self._norm(x, "embeddings.LayerNorm")
        allowed = mask[:, None, None, :].bool()
        for layer in range(LAYERS):
            x = self._layer(layer, x, allowed)
        weights = mask[:, :, None].float()
        return (x * weights).sum(1) / weights.sum(1)

    def _layer(self, layer: int, x: Tensor, allowed: Tensor) -> Tensor:
        def apply(name: str, value: Tensor) -> Tensor:
            return self.maps[f"{layer}|{name}".replace(".", "-")](value)

        def heads(value: Tensor) -> Tensor:
            return value.view(*value.shape[:2], HEADS, -1).transpose(1, 2)

        query, key, value = (heads(apply(f"attention.self.{part}", x))
                             for part in ("query", "key", "value"))
        # Torch's own attention takes longer backwards than all the rest, on a CPU.
        scores = query @ key.transpose(-1, -2) / query.shape[-1] ** 0.5
        attended = scores.masked_fill(~allowed, -1e4).softmax(-1) @ value
        attended = attended.transpose(1, 2).reshape(x.shape)
        prefix = f"encoder.layer.{layer}"
        x = self._norm(x + apply("attention.output.dense", attended),
                       f"{prefix}.attention.output.LayerNorm")
        wide = F.gelu(apply("intermediate.dense", x))
        return self._norm(x + apply("output.dense", wide), f"{prefix}.output.LayerNorm")

    def _named_maps(self) -> Iterator[Tuple[str, Adapted]]:
        for key, adapted in self.maps.items():
            layer, name = key.replace("-", ".").split("|")
            yield f"encoder.layer.{layer}.{name}.weight", adapted

    def take(self, adapter: Mapping[str, np.ndarray]) -> None:
        """Starts from the factors of an adapter of the same rank."""
        for name, adapted in self._named_maps():
            adapted.low.data = torch.tensor(adapter[f"{name}.A"].astype(np.float32))
            adapted.high.data = torch.tensor(adapter[f"{name}.B"].astype(np.float32))

    def adapter(self) -> Dict[str, np.ndarray]:
        """The factors by the name of the matrix that they change, in float16."""
        arrays = {}
        for name, adapted in self._named_maps():
            arrays[f"{name}.A"] = adapted.low.detach().numpy().astype(np.float16)
            arrays[f"{name}.B"] = adapted.high.detach().numpy().astype(np.float16)
        return arrays


class Targets(NamedTuple):
    """What the heads are to tell of a list of examples."""

    intents: Tensor
    signs: Tensor
    stressors: Tensor
    safety: Tensor


def targets_of(examples: Sequence[Example], intents: Sequence[str]) -> Targets:
    """Indices of intents (n,), and 0/1 matrices (n, labels) for the rest."""
    def flags(chosen, labels) -> Tensor:
        return torch.tensor([[float(label in c) for label in labels] for c in chosen])

    return Targets(
        torch.tensor([intents.index(e.intent) for e in examples]),
        flags([e.signs for e in examples], SIGNS),
        flags([e.stressors for e in examples], STRESSORS),
        flags([[e.intent] for e in examples], SAFETY))


def batches_of(texts: Sequence[str], pieces: Pieces, size: int, rng: random.Random):
    """Batches of similar length in random order: (positions, ids, mask)."""
    whole = [pieces.tokenizer.encode(text).ids for text in texts]
    encoded = [[ids[i] for i in pieces.worth_reading(ids)] for ids in whole]
    order = sorted(range(len(texts)), key=lambda i: (len(encoded[i]) // 4, rng.random()))
    groups = [order[i:i + size] for i in range(0, len(order), size)]
    rng.shuffle(groups)
    for group in groups:
        longest = max(len(encoded[i]) for i in group)
        ids = torch.zeros(len(group), longest, dtype=torch.long)
        mask = torch.zeros(len(group), longest)
        for row, i in enumerate(group):
            ids[row, :len(encoded[i])] = torch.tensor(encoded[i])
            mask[row, :len(encoded[i])] = 1.0
        yield group, ids, mask


def loss_of(model: nn.ModuleDict, pooled: Tensor, wanted: Targets, group: List[int]) -> Tensor:
    """The sum of the four objectives over a batch."""
    loss = F.cross_entropy(model["intents"](pooled), wanted.intents[group], label_smoothing=0.05)
    for name, weight in (("signs", 3.0), ("stressors", 2.0), ("safety", 2.0)):
        truth = getattr(wanted, name)[group]
        loss = loss + weight * F.binary_cross_entropy_with_logits(model[name](pooled), truth)
    return loss


def fit(examples: Sequence[Example], epochs: int, rank: int, rate: float, seed: int,
        start: Optional[Mapping[str, np.ndarray]] = None) -> AdaptedEncoder:
    """An encoder fitted to the examples, from an adapter on if given; says the loss."""
    torch.manual_seed(seed)
    rng = random.Random(seed)
    pieces = Pieces(MAX_PIECES)
    tensors = published_tensors()
    encoder = AdaptedEncoder(tensors, rank, dropout=0.1)
    if start is not None:
        encoder.take(start)
    intents = sorted({e.intent for e in examples})
    sizes = {"intents": len(intents), "signs": len(SIGNS), "stressors": len(STRESSORS),
             "safety": len(SAFETY)}
    heads = nn.ModuleDict({name: nn.Linear(HIDDEN, size) for name, size in sizes.items()})
    wanted = targets_of(examples, intents)
    optimizer = torch.optim.AdamW([
        {"params": encoder.parameters(), "lr": rate, "weight_decay": 0.01},
        {"params": heads.parameters(), "lr": 5 * rate, "weight_decay": 0.01}])
    steps = epochs * (-(-len(examples) // 32))
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, [rate, 5 * rate], total_steps=steps, pct_start=0.1)
    encoder.train()
    # New heads would pull a fitted encoder about before they know anything.
    step, heads_alone = 0, HEADS_ALONE if start is not None else 0
    for epoch in range(epochs):
        total = 0.0
        for group, ids, mask in batches_of([e.text for e in examples], pieces, 32, rng):
            optimizer.zero_grad()
            mask[:, 1:] *= torch.rand(mask[:, 1:].shape) >= WORDS_LEFT_OUT
            with torch.set_grad_enabled(step >= heads_alone):
                pooled = encoder(ids, mask)
            step += 1
            loss = loss_of(heads, F.dropout(pooled, 0.1), wanted, group)
            loss.backward()
            nn.utils.clip_grad_norm_(encoder.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            total += float(loss.detach()) * len(group)
        print(f"epoch {epoch + 1}/{epochs}: loss {total / len(examples):.4f}", flush=True)
    return encoder


def together(adapters: Sequence[Dict[str, np.ndarray]], share: float) -> Dict[str, np.ndarray]:
    """The sum of several adapters, each times `share`, as one whose rank is the sum of theirs."""
    whole = {}
    for name in adapters[0]:
        parts = [adapter[name].astype(np.float32) for adapter in adapters]
        whole[name] = (np.concatenate(parts) if name.endswith(".A")
                       else share * np.concatenate(parts, axis=1))
    return whole


def lowered(adapter: Mapping[str, np.ndarray], rank: int) -> Dict[str, np.ndarray]:
    """The nearest adapter of a lower rank (truncated singular values)."""
    low = {}
    for name, product in deltas(adapter):
        u, s, vt = np.linalg.svd(product, full_matrices=False)
        root = np.sqrt(s[:rank])
        low[f"{name}.A"] = (root[:, None] * vt[:rank]).astype(np.float16)
        low[f"{name}.B"] = (u[:, :rank] * root).astype(np.float16)
    return low


def main() -> None:
    """Fits on all examples and writes `adapter.npz` (well under 5 MB)."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--rank", type=int, default=12, help="of each fit")
    parser.add_argument("--kept", type=int, default=24, help="rank of what is written")
    parser.add_argument("--rate", type=float, default=1.5e-3)
    parser.add_argument("--seeds", type=int, nargs="+", default=[42, 43])
    way = parser.add_mutually_exclusive_group()
    way.add_argument("--onwards", action="store_true", help="from the adapter that is there")
    way.add_argument("--beside", action="store_true", help="and add the one that is there")
    parser.add_argument("--share", type=float, help="of each in the sum; all the same if not given")
    parser.add_argument("--draw", nargs="*", metavar="BATCHES=SHARE", default=["=1"],
                        help="how much of the batches whose names begin so")
    options = parser.parse_args()
    shares = {batches: float(share) for batches, share in
              (pair.rsplit("=", 1) for pair in options.draw)}
    examples = drawn(read_examples(), shares, options.seeds[0])
    print(f"{len(examples)} examples", flush=True)
    start, rank, parts = None, options.rank, []
    if options.onwards or options.beside:
        with np.load(ADAPTER, allow_pickle=False) as kept:
            parts.append(dict(kept))
    if options.onwards:
        start = parts[0]
        rank = next(iter(start.values())).shape[0]
    parts += [fit(examples, options.epochs, rank, options.rate, seed, start).adapter()
              for seed in options.seeds]
    share = options.share or 1 / len(parts)
    np.savez_compressed(ADAPTER, **lowered(together(parts, share), options.kept))
    print(f"{ADAPTER.name}: {ADAPTER.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
