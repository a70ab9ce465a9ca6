// Package atlasmock creates a sandbox of the Atlas integrations mock for each test, for any client of the Atlas API.
//
// It uses the mock at the address in ATLAS_MOCK_URL, or else starts one for the test binary with the command in
// ATLAS_MOCK_COMMAND, words separated by spaces, without quotes, or else with atlas-mock from PATH.
package atlasmock

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// Sandbox is an organization of the mock for one test, with a project and two callers. Use it only in the goroutine of
// the test that created it; a subtest calls New itself.
type Sandbox struct {
	// URL is the mock's address, without a trailing slash.
	URL string `json:"-"`
	// ID is that of the organization.
	ID       string
	Name     string
	Projects []Project
	// Owner has the role ORG_OWNER, Reader has ORG_READ_ONLY.
	Owner, Reader Caller
	// ControlURL is the sandbox's address in the control plane.
	ControlURL string `json:"-"`
	t          testing.TB
}

// Project is a project of a sandbox.
type Project struct{ ID, Name string }

// Caller has one role, as an API key and as a service account.
type Caller struct {
	APIKey         APIKey
	ServiceAccount ServiceAccount
}

// APIKey has credentials for HTTP Digest, and Environment the variables that official clients read.
type APIKey struct {
	PublicKey, PrivateKey string
	Environment           map[string]string
}

// ServiceAccount has credentials for OAuth, and Environment the variables that official clients read.
type ServiceAccount struct {
	ClientID, ClientSecret string
	Environment            map[string]string
}

// New creates a sandbox and removes it after the test. A failed test logs the requests of its sandbox.
func New(t testing.TB) *Sandbox {
	t.Helper()
	url, err := mock()
	if err != nil {
		t.Fatal(err)
	}
	s := &Sandbox{URL: url, ControlURL: url + "/_mock/v1/sandboxes", t: t}
	name := strings.TrimSuffix(filepath.Base(os.Args[0]), ".test") + " " + t.Name()
	body, err := json.Marshal(map[string]string{"name": name})
	if err != nil {
		t.Fatal(err)
	}
	s.parse(s.Control("POST", "", string(body)), s)
	s.ControlURL += "/" + s.ID
	t.Cleanup(func() {
		t.Helper()
		if t.Failed() {
			if status, requests, _ := s.call("GET", "/requests.txt?limit=50&folded=true", ""); status == http.StatusOK {
				t.Logf("requests to the mock:\n%s", requests)
			}
		}
		// 404 if the test has removed the sandbox.
		if _, _, err := s.call("DELETE", "", ""); err != nil {
			t.Error(err)
		}
	})
	return s
}

// AddFault adds a fault for the requests of the sandbox. fault is the body of POST /faults.
func (s *Sandbox) AddFault(fault string) {
	s.t.Helper()
	s.Control("POST", "/faults", fault)
}

// AssertFired fails the test if a fault of the sandbox never fired.
func (s *Sandbox) AssertFired() {
	s.t.Helper()
	var idle struct {
		Results []struct {
			ID, Name string
			Effect   struct{ Type string }
		}
	}
	s.parse(s.Control("GET", "/faults?fired=false", ""), &idle)
	var names []string
	for _, fault := range idle.Results {
		names = append(names, fmt.Sprintf("%s (%s)", cmp.Or(fault.Name, fault.ID), fault.Effect.Type))
	}
	if len(names) > 0 {
		s.t.Fatalf("faults that never fired: %s", strings.Join(names, ", "))
	}
}

// Advance moves the sandbox's clock forward, by whole milliseconds.
func (s *Sandbox) Advance(by time.Duration) {
	s.t.Helper()
	s.Control("POST", "/clock/advance", fmt.Sprintf(`{"milliseconds":%d}`, by.Milliseconds()))
}

// Verify fails the test unless the expected requests were sent. body is that of POST /requests/verify.
func (s *Sandbox) Verify(body string) {
	s.t.Helper()
	var result struct {
		Pass    bool
		Message string
	}
	s.parse(s.Control("POST", "/requests/verify", body), &result)
	if !result.Pass {
		s.t.Fatal(result.Message)
	}
}

// Control calls the control plane. path is below the sandbox's ControlURL. It returns the body of the response, and
// fails the test if the call is rejected.
func (s *Sandbox) Control(method, path, body string) []byte {
	s.t.Helper()
	status, reply, err := s.call(method, path, body)
	if err != nil {
		s.t.Fatal(err)
	}
	if status >= 300 {
		s.t.Fatalf("%s %s%s: %d %s", method, s.ControlURL, path, status, reply)
	}
	return reply
}

// client sends the token to the mock only: it uses no proxy and follows no redirect.
var client = &http.Client{
	Transport:     &http.Transport{},
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

// call returns the status code and the body of the response.
func (s *Sandbox) call(method, path, body string) (int, []byte, error) {
	request, err := http.NewRequest(method, s.ControlURL+path, strings.NewReader(body))
	if err != nil {
		return 0, nil, err
	}
	if token := os.Getenv("ATLAS_MOCK_CONTROL_TOKEN"); token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	response, err := client.Do(request)
	if err != nil {
		return 0, nil, fmt.Errorf("cannot reach the mock: %w", err)
	}
	defer response.Body.Close()
	reply, err := io.ReadAll(response.Body)
	return response.StatusCode, reply, err
}

func (s *Sandbox) parse(text []byte, into any) {
	s.t.Helper()
	if err := json.Unmarshal(text, into); err != nil {
		s.t.Fatalf("not a mock at %s: %v", s.ControlURL, err)
	}
}

// mock returns the address of the mock. All tests of the binary share it.
var mock = sync.OnceValues(func() (string, error) {
	if url := os.Getenv("ATLAS_MOCK_URL"); url != "" {
		return strings.TrimRight(url, "/"), nil
	}
	if command := strings.Fields(os.Getenv("ATLAS_MOCK_COMMAND")); len(command) > 0 {
		url, err := start(command)
		if err != nil {
			err = fmt.Errorf("ATLAS_MOCK_COMMAND %w", err)
		}
		return url, err
	}
	url, err := start([]string{"atlas-mock"})
	if errors.Is(err, exec.ErrNotFound) {
		err = errors.New("no mock: set ATLAS_MOCK_URL to the address of one, or ATLAS_MOCK_COMMAND to the command that starts one, or add atlas-mock to PATH")
	} else if err != nil {
		err = fmt.Errorf("atlas-mock %w", err)
	}
	return url, err
})

// input is the standard input of the mock's command: closing it ends the mock. The variable keeps it open.
var input io.WriteCloser

// start runs a mock for a command that ends with its standard input. It returns the mock's address.
func start(command []string) (string, error) {
	words := append(command, "exec", "--host", "127.0.0.1", "--port", "0", "--", "sh", "-c", `echo "$ATLAS_MOCK_URL"; exec cat`)
	var problems bytes.Buffer
	process := exec.Command(words[0], words[1:]...)
	process.Stderr = &problems
	var err error
	if input, err = process.StdinPipe(); err != nil {
		return "", err
	}
	output, err := process.StdoutPipe()
	if err != nil {
		return "", err
	}
	if err := process.Start(); err != nil {
		return "", fmt.Errorf("cannot start: %w", err)
	}
	url, _ := bufio.NewReader(output).ReadString('\n')
	if !strings.HasPrefix(url, "http") {
		_ = input.Close()
		_ = process.Wait()
		return "", fmt.Errorf("did not start a mock: %s", strings.TrimSpace(url+problems.String()))
	}
	return strings.TrimSpace(url), nil
}
