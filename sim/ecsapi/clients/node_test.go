package clients

import (
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"example.com/ecsdisk/sim"
	"example.com/ecsdisk/sim/ecsapi"
	"example.com/ecsdisk/sim/ecsapi/serve"
	"example.com/ecsdisk/sim/script"
)

// TestNode has both SDKs for Node detach a disk over loopback, with every signature
// verified. It needs Node, and what npm installs in the directory npm.
func TestNode(t *testing.T) {
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("there is no node")
	}
	if _, err := os.Stat(filepath.Join("npm", "node_modules", "@alicloud")); err != nil {
		t.Skip("the SDKs for Node are missing; npm install --no-package-lock in the directory npm brings them")
	}
	s, err := serve.New(serve.Config{
		World: script.MustWorld("instance i-a Running\ndisk d-1 In_use i-a\ndisk d-2 In_use i-a"),
		Clock: sim.NewScaled(60),
		API:   ecsapi.Options{Keys: map[string]string{"id": "secret"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(s)
	defer server.Close()
	cmd := exec.CommandContext(t.Context(), node, "move.js", server.URL)
	cmd.Dir = "npm"
	out, err := cmd.CombinedOutput()
	if want := "pop-core: detached\necs20140526: detached\n"; err != nil || string(out) != want {
		t.Errorf("node: %v\n%s", err, out)
	}
}
