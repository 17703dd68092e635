// Command audit checks a log with Go's own sumdb/tlog and sumdb/note, which share no code with the server: that one
// signed checkpoint begins with the other, and that every entry is in the greater one. It exits 0 only when all holds.
package main

import (
	"encoding/base64"
	"encoding/binary"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const (
	tileHeight = 8
	tileWidth  = 1 << tileHeight
)

func main() {
	url := flag.String("url", "", "address of the log, with a slash at its end")
	vkey := flag.String("vkey", "", "file with the verifier key")
	oldFile := flag.String("old", "", "file with the smaller checkpoint")
	newFile := flag.String("new", "", "file with the greater checkpoint")
	flag.Parse()
	if err := audit(*url, *vkey, *oldFile, *newFile); err != nil {
		fmt.Fprintln(os.Stderr, "audit:", err)
		os.Exit(1)
	}
}

func audit(url, vkeyFile, oldFile, newFile string) error {
	vkey, err := os.ReadFile(vkeyFile)
	if err != nil {
		return err
	}
	verifier, err := note.NewVerifier(strings.TrimSpace(string(vkey)))
	if err != nil {
		return err
	}
	oldTree, err := openCheckpoint(oldFile, verifier)
	if err != nil {
		return err
	}
	newTree, err := openCheckpoint(newFile, verifier)
	if err != nil {
		return err
	}
	reader := &tileReader{url: url, cache: map[string][]byte{}}
	hashes := tlog.TileHashReader(newTree, reader)
	if err := checkConsistency(oldTree, newTree, hashes); err != nil {
		return fmt.Errorf("the tree of %d does not begin with that of %d: %w", newTree.N, oldTree.N, err)
	}
	if err := checkEntries(newTree, hashes, reader); err != nil {
		return err
	}
	fmt.Printf("consistent: %d in %d; included: %d of %d\n", oldTree.N, newTree.N, newTree.N, newTree.N)
	return nil
}

func checkConsistency(oldTree, newTree tlog.Tree, hashes tlog.HashReader) error {
	if oldTree.N == 0 {
		return nil // every tree begins with the empty one
	}
	proof, err := tlog.ProveTree(newTree.N, oldTree.N, hashes)
	if err != nil {
		return err
	}
	return tlog.CheckTree(proof, newTree.N, newTree.Hash, oldTree.N, oldTree.Hash)
}

func checkEntries(tree tlog.Tree, hashes tlog.HashReader, reader *tileReader) error {
	for start := int64(0); start < tree.N; start += tileWidth {
		width := min(tileWidth, tree.N-start)
		bundle, err := reader.get("tile/entries/" + index(start/tileWidth) + partial(int(width)))
		if err != nil {
			return err
		}
		for i := start; i < start+width; i++ {
			if len(bundle) < 2 || len(bundle) < 2+int(binary.BigEndian.Uint16(bundle)) {
				return fmt.Errorf("the bundle of entry %d is too short", i)
			}
			size := 2 + int(binary.BigEndian.Uint16(bundle))
			entry := bundle[2:size]
			bundle = bundle[size:]
			proof, err := tlog.ProveRecord(tree.N, i, hashes)
			if err != nil {
				return fmt.Errorf("entry %d: %w", i, err)
			}
			if err := tlog.CheckRecord(proof, tree.N, tree.Hash, i, tlog.RecordHash(entry)); err != nil {
				return fmt.Errorf("entry %d: %w", i, err)
			}
		}
		if len(bundle) != 0 {
			return fmt.Errorf("the bundle that begins with entry %d is too long", start)
		}
	}
	return nil
}

// openCheckpoint reads origin, size and root of a tlog-checkpoint; tlog.ParseTree knows another first line.
func openCheckpoint(file string, verifier note.Verifier) (tlog.Tree, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return tlog.Tree{}, err
	}
	opened, err := note.Open(data, note.VerifierList(verifier))
	if err != nil {
		return tlog.Tree{}, err
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) < 4 || lines[0] != verifier.Name() {
		return tlog.Tree{}, fmt.Errorf("%s is no checkpoint of %s", file, verifier.Name())
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		return tlog.Tree{}, err
	}
	root, err := base64.StdEncoding.DecodeString(lines[2])
	if err != nil || len(root) != tlog.HashSize {
		return tlog.Tree{}, fmt.Errorf("%s has no root", file)
	}
	return tlog.Tree{N: size, Hash: tlog.Hash(root)}, nil
}

// tileReader gets tiles under the paths of C2SP tlog-tiles. Each is fetched once.
type tileReader struct {
	url   string
	cache map[string][]byte
}

func (r *tileReader) Height() int { return tileHeight }

func (r *tileReader) SaveTiles([]tlog.Tile, [][]byte) {}

func (r *tileReader) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	all := make([][]byte, 0, len(tiles))
	for _, tile := range tiles {
		data, err := r.get(fmt.Sprintf("tile/%d/%s%s", tile.L, index(tile.N), partial(tile.W)))
		if err != nil {
			return nil, err
		}
		all = append(all, data)
	}
	return all, nil
}

func (r *tileReader) get(path string) ([]byte, error) {
	if data, ok := r.cache[path]; ok {
		return data, nil
	}
	res, err := http.Get(r.url + path)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s: %s", path, res.Status)
	}
	data, err := io.ReadAll(res.Body)
	if err == nil {
		r.cache[path] = data
	}
	return data, err
}

func index(n int64) string {
	path := fmt.Sprintf("%03d", n%1000)
	for n /= 1000; n > 0; n /= 1000 {
		path = fmt.Sprintf("x%03d/%s", n%1000, path)
	}
	return path
}

func partial(width int) string {
	if width == tileWidth {
		return ""
	}
	return fmt.Sprintf(".p/%d", width)
}
