package ecsapi

import (
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base64"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
)

// The examples of the documentation of both kinds of signatures.
func TestDocumentedSignatures(t *testing.T) {
	rpc := httptest.NewRequest(http.MethodGet, "http://ecs.aliyuncs.com/?Timestamp=2016-02-23T12:46:24Z&Format=XML&AccessKeyId=testid&Action=DescribeRegions"+
		"&SignatureMethod=HMAC-SHA1&SignatureNonce=3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf&Version=2014-05-26&SignatureVersion=1.0&Signature=OLeaidS1JvxuMvnyHOwuJ%2BuX5qY%3D", nil)
	acs := httptest.NewRequest(http.MethodPost, "https://ecs.cn-shanghai.aliyuncs.com/?ImageId=win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd&RegionId=cn-shanghai", nil)
	for name, value := range map[string]string{
		"x-acs-action": "RunInstances", "x-acs-version": "2014-05-26", "x-acs-date": "2023-10-26T10:22:32Z", "x-acs-signature-nonce": "3156853299f313e23d1673dc12e1703d",
		"x-acs-content-sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
		"Authorization": "ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders=host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version," +
			"Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0",
	} {
		acs.Header.Set(name, value)
	}
	for _, r := range []*http.Request{rpc, acs} {
		request, bad := readRequest(r, nil)
		if bad != nil {
			t.Fatal(bad)
		}
		s, _ := newServer(t, twoInstances, Options{Keys: map[string]string{"testid": "testsecret", "YourAccessKeyId": "YourAccessKeySecret"}})
		if bad := s.verify(request); bad != nil {
			t.Errorf("%s: %v", r.URL, bad)
		}
		if bad := s.verify(request); bad == nil || bad.code != "SignatureNonceUsed" {
			t.Errorf("%s again: %v", r.URL, bad)
		}
	}
}

// TestWrongSignatures: with keys each request has to be signed, and a wrong signature
// uses up no nonce.
func TestWrongSignatures(t *testing.T) {
	const good = "Timestamp=2016-02-23T12:46:24Z&Format=XML&AccessKeyId=testid&Action=DescribeRegions" +
		"&SignatureMethod=HMAC-SHA1&SignatureNonce=3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf&Version=2014-05-26&SignatureVersion=1.0&Signature=OLeaidS1JvxuMvnyHOwuJ%2BuX5qY%3D"
	s, _ := newServer(t, twoInstances, Options{Keys: map[string]string{"testid": "testsecret"}})
	for _, test := range []struct {
		old, new string
		headers  string
		status   int
		has      string
	}{
		{"AccessKeyId=testid", "AccessKeyId=nobody", "", 404, "InvalidAccessKeyId.NotFound"},
		{"AccessKeyId=testid&", "", "", 400, "MissingParameter"},
		{"Signature=OL", "Signature=ol", "", 400, "server string to sign is:GET&amp;%2F&amp;AccessKeyId%3Dtestid%26Action%3DDescribeRegions%26Format%3DXML%26"},
		{"&Signature=OLeaidS1JvxuMvnyHOwuJ%2BuX5qY%3D", "", "", 400, "MissingParameter"},
		{"2016", "2017", "", 400, "SignatureDoesNotMatch"},
		{"HMAC-SHA1", "HMAC-SHA256", "", 400, "InvalidSignatureMethod"},
		{"Action=DescribeRegions", "Action=ResizeDisk", "", 400, "NotModelled"}, // the action is judged before
		{"", "", "ACS3-HMAC-SM3 Credential=testid,SignedHeaders=host,Signature=x", 400, "InvalidSignatureMethod"},
		{"", "", "ACS3-HMAC-SHA256 Credential=testid,Signature=x", 400, "IncompleteSignature"},
		{"", "", "ACS3-HMAC-SHA256 Credential=testid,SignedHeaders=host,Signature=x", 400, "server string to sign is:ACS3-HMAC-SHA256"},
		{"", "", "ACS3-HMAC-SHA256 Credential=nobody,SignedHeaders=host,Signature=x", 404, "InvalidAccessKeyId.NotFound"},
		{"", "", "", 200, "cn-hangzhou"},
		{"", "", "", 400, "SignatureNonceUsed"},
	} {
		r := httptest.NewRequest(http.MethodGet, "http://ecs.aliyuncs.com/?"+strings.Replace(good, test.old, test.new, 1), nil)
		if test.headers != "" {
			r.Header.Set("Authorization", test.headers)
			r.Header.Set("x-acs-signature-nonce", "1")
		}
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		if w.Code != test.status || !strings.Contains(w.Body.String(), test.has) {
			t.Errorf("%s → %s %s: %d %s\nwant %d ... %s", test.old, test.new, test.headers, w.Code, w.Body, test.status, test.has)
		}
	}
}

// TestSignedAsTheSDK signs as the SDK of the first generation does, in its own way:
// empty parameters are signed, too, and they stand by name.
func TestSignedAsTheSDK(t *testing.T) {
	s, _ := newServer(t, twoInstances, Options{Keys: map[string]string{"ak": "sk"}})
	q := url.Values{"Action": {"StopInstances"}, "AccessKeyId": {"ak"}, "SignatureNonce": {"1"}, "SignatureType": {""}, "InstanceId.1": {"i-a"}, "InstanceId.10": {"*~ +/é"}}
	text := strings.NewReplacer("+", "%20", "*", "%2A", "%7E", "~").Replace(q.Encode())
	mac := hmac.New(sha1.New, []byte("sk&"))
	mac.Write([]byte("GET&%2F&" + url.QueryEscape(text)))
	q.Set("Signature", base64.StdEncoding.EncodeToString(mac.Sum(nil)))
	if status, body := ask(t, s, q.Encode()); status != 404 || !strings.Contains(body, "InvalidInstanceId.NotFound") {
		t.Errorf("%d %s", status, body)
	}
}

// TestBodyHash: the hash of a body that is signed is that of the body.
func TestBodyHash(t *testing.T) {
	r := httptest.NewRequest(http.MethodPost, "http://ecs.aliyuncs.com/?Action=DescribeRegions", strings.NewReader("changed"))
	r.Header.Set("Authorization", "ACS3-HMAC-SHA256 Credential=a,SignedHeaders=host,Signature=x")
	r.Header.Set("x-acs-signature-nonce", "1")
	r.Header.Set("x-acs-content-sha256", strings.Repeat("0", 64))
	s, _ := newServer(t, twoInstances, Options{Keys: map[string]string{"a": "b"}})
	w := httptest.NewRecorder()
	if s.ServeHTTP(w, r); !strings.Contains(w.Body.String(), "and that of the body is") {
		t.Error(w.Body)
	}
}

// TestNonces: the latest are remembered, in bounded memory.
func TestNonces(t *testing.T) {
	var n nonces
	for k := range maxNonces + 10 {
		if !n.use(strconv.Itoa(k)) {
			t.Fatalf("%d is not new", k)
		}
	}
	if n.use(strconv.Itoa(maxNonces)) || n.use("10") || !n.use("9") {
		t.Error("other nonces are remembered than the latest")
	}
	if len(n.known) != maxNonces || len(n.order) != maxNonces {
		t.Errorf("%d nonces are remembered", len(n.known))
	}
}
