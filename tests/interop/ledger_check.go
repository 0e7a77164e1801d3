// A verifier of a published ledger that shares no code with the gateway: notes, tree hashes and proofs are those of
// golang.org/x/mod/sumdb, the Go checksum database. Ours are only the names of the files (C2SP tlog-tiles), the cutting of
// entry bundles and of .tlog-proof files, which that library does not know.
//
//	ledger_check VKEY tree LEDGER-FOLDER [OLDER-CHECKPOINT...]   every entry, tile, inclusion and consistency proof
//	ledger_check VKEY proof FILE.tlog-proof ENTRY                a receipt, offline
//	ledger_check VKEY growth OLDER NEWER HASHES                  a consistency proof that somebody else made: a hash a line
//
// Exits 0 and says "good: …" when all holds; else 1 with what does not.
package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const tileHeight = 8
const tileWidth = 1 << tileHeight

func must(err error, where string) {
	if err != nil {
		log.Fatalf("%s: %v", where, err)
	}
}

func read(path string) []byte {
	content, err := os.ReadFile(path)
	must(err, "cannot read")
	return content
}

// A checkpoint is the database's own tree note but for its first line, which is the origin.
func openCheckpoint(content []byte, vkey string) tlog.Tree {
	verifier, err := note.NewVerifier(vkey)
	must(err, "the verifier key")
	opened, err := note.Open(content, note.VerifierList(verifier))
	must(err, "the checkpoint")
	origin, rest, found := strings.Cut(opened.Text, "\n")
	if !found || origin != verifier.Name() || strings.Count(rest, "\n") != 2 {
		log.Fatalf("the checkpoint is not three lines that begin with the log's name: %q", opened.Text)
	}
	tree, err := tlog.ParseTree([]byte("go.sum database tree\n" + rest))
	must(err, "the checkpoint")
	return tree
}

// 1234067 -> x001/x234/067
func number(n int64) string {
	name := fmt.Sprintf("%03d", n%1000)
	for n /= 1000; n > 0; n /= 1000 {
		name = fmt.Sprintf("x%03d/%s", n%1000, name)
	}
	return name
}

func tilePath(kind string, n int64, width int) string {
	path := "tile/" + kind + "/" + number(n)
	if width != tileWidth {
		path += fmt.Sprintf(".p/%d", width)
	}
	return path
}

// The ledger's hash tiles, for tlog.TileHashReader, which checks each against the signed root.
type files struct{ folder string }

func (f files) Height() int { return tileHeight }

func (f files) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var contents [][]byte
	for _, tile := range tiles {
		content, err := os.ReadFile(filepath.Join(f.folder, tilePath(strconv.Itoa(tile.L), tile.N, tile.W)))
		if err != nil {
			return nil, err
		}
		contents = append(contents, content)
	}
	return contents, nil
}

func (f files) SaveTiles([]tlog.Tile, [][]byte) {}

// The database names a partial tile of every width on the way to this size; only the widest is published.
func tilesOf(size int64) []tlog.Tile {
	var widest []tlog.Tile
	for _, tile := range tlog.NewTiles(tileHeight, 0, size) {
		if last := len(widest) - 1; last >= 0 && widest[last].L == tile.L && widest[last].N == tile.N {
			widest[last] = tile
		} else {
			widest = append(widest, tile)
		}
	}
	return widest
}

func readEntries(folder string, size int64) [][]byte {
	var entries [][]byte
	for first := int64(0); first < size; first += tileWidth {
		width := int(size - first)
		if width > tileWidth {
			width = tileWidth
		}
		bundle := read(filepath.Join(folder, tilePath("entries", first/tileWidth, width)))
		for count := 0; count < width; count++ {
			if len(bundle) < 2 || len(bundle) < 2+int(binary.BigEndian.Uint16(bundle)) {
				log.Fatalf("bundle %d ends within entry %d", first/tileWidth, count)
			}
			end := 2 + int(binary.BigEndian.Uint16(bundle))
			entries = append(entries, bundle[2:end])
			bundle = bundle[end:]
		}
		if len(bundle) != 0 {
			log.Fatalf("bundle %d has %d bytes too many", first/tileWidth, len(bundle))
		}
	}
	return entries
}

func checkTree(vkey string, folder string, older []string) {
	tree := openCheckpoint(read(filepath.Join(folder, "checkpoint")), vkey)
	entries := readEntries(folder, tree.N)

	// From the entries alone: the root, and what every tile must hold.
	var hashes []tlog.Hash
	rebuilt := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		var found []tlog.Hash
		for _, index := range indexes {
			found = append(found, hashes[index])
		}
		return found, nil
	})
	for i, entry := range entries {
		added, err := tlog.StoredHashes(int64(i), entry, rebuilt)
		must(err, "hashing the entries")
		hashes = append(hashes, added...)
	}
	root, err := tlog.TreeHash(tree.N, rebuilt)
	must(err, "the root of the entries")
	if root != tree.Hash {
		log.Fatalf("the checkpoint's root is %v, the %d entries make %v", tree.Hash, tree.N, root)
	}
	tiles := tilesOf(tree.N)
	for _, tile := range tiles {
		want, err := tlog.ReadTileData(tile, rebuilt)
		must(err, "a tile of the entries")
		path := tilePath(strconv.Itoa(tile.L), tile.N, tile.W)
		if !bytes.Equal(want, read(filepath.Join(folder, path))) {
			log.Fatalf("%s is not what the entries make", path)
		}
	}

	// From the published tiles: a proof for every entry, and from each older checkpoint.
	published := tlog.TileHashReader(tree, files{folder})
	for i, entry := range entries {
		proof, err := tlog.ProveRecord(tree.N, int64(i), published)
		must(err, fmt.Sprintf("proving entry %d", i))
		must(tlog.CheckRecord(proof, tree.N, tree.Hash, int64(i), tlog.RecordHash(entry)), fmt.Sprintf("entry %d", i))
	}
	for _, path := range older {
		old := openCheckpoint(read(path), vkey)
		if old.N == 0 {
			continue // nothing to be consistent with
		}
		proof, err := tlog.ProveTree(tree.N, old.N, published)
		must(err, "proving growth from "+path)
		must(tlog.CheckTree(proof, tree.N, tree.Hash, old.N, old.Hash), "growth from "+path)
	}
	fmt.Printf("good: %d entries, %d tiles, %d older checkpoints\n", tree.N, len(tiles), len(older))
}

func parseHashes(lines []string) []tlog.Hash {
	var hashes []tlog.Hash
	for _, line := range lines {
		hash, err := tlog.ParseHash(line)
		must(err, "a hash of the proof")
		hashes = append(hashes, hash)
	}
	return hashes
}

func checkProof(vkey string, proofPath string, entryPath string) {
	head, checkpoint, found := strings.Cut(string(read(proofPath)), "\n\n")
	lines := strings.Split(head, "\n")
	if !found || len(lines) < 2 || lines[0] != "c2sp.org/tlog-proof@v1" {
		log.Fatalf("%s is no tlog-proof", proofPath)
	}
	lines = lines[1:]
	if strings.HasPrefix(lines[0], "extra ") {
		lines = lines[1:]
	}
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[0], "index "), 10, 64)
	must(err, "the proof's index")
	tree := openCheckpoint([]byte(checkpoint), vkey)
	proof := tlog.RecordProof(parseHashes(lines[1:]))
	must(tlog.CheckRecord(proof, tree.N, tree.Hash, index, tlog.RecordHash(read(entryPath))), "the proof")
	fmt.Printf("good: entry %d of %d\n", index, tree.N)
}

func checkGrowth(vkey string, olderPath string, newerPath string, hashesPath string) {
	older, newer := openCheckpoint(read(olderPath), vkey), openCheckpoint(read(newerPath), vkey)
	proof := tlog.TreeProof(parseHashes(strings.Fields(string(read(hashesPath)))))
	must(tlog.CheckTree(proof, newer.N, newer.Hash, older.N, older.Hash), "the consistency proof")
	fmt.Printf("good: %d entries have become %d\n", older.N, newer.N)
}

func main() {
	log.SetFlags(0)
	switch {
	case len(os.Args) >= 4 && os.Args[2] == "tree":
		checkTree(os.Args[1], os.Args[3], os.Args[4:])
	case len(os.Args) == 5 && os.Args[2] == "proof":
		checkProof(os.Args[1], os.Args[3], os.Args[4])
	case len(os.Args) == 6 && os.Args[2] == "growth":
		checkGrowth(os.Args[1], os.Args[3], os.Args[4], os.Args[5])
	default:
		log.Fatal("usage: ledger_check VKEY tree FOLDER [CHECKPOINT...] | proof FILE ENTRY | growth OLDER NEWER HASHES")
	}
}
