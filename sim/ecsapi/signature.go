package ecsapi

import (
	"crypto/hmac"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"net/url"
	"slices"
	"strings"
)

// verify checks the signature of a request, if the server has keys. The timestamp is
// the client's wall clock, which has nothing to do with the world's: it is signed, and
// not looked at.
func (s *Server) verify(r *request) *refusal {
	if len(s.options.Keys) == 0 {
		return nil
	}
	if authorization := r.header("Authorization"); authorization != "" {
		return s.verifyACS3(r, authorization)
	}
	return s.verifyRPC(r)
}

// verifyRPC checks a signature of the first generation: HMAC-SHA1 over all
// parameters, the empty ones too.
func (s *Server) verifyRPC(r *request) *refusal {
	for _, name := range []string{"AccessKeyId", "Signature", "SignatureNonce"} {
		if r.get(name) == "" {
			return missing(name)
		}
	}
	if method := r.get("SignatureMethod"); method != "" && method != "HMAC-SHA1" {
		return refuse(400, "InvalidSignatureMethod", "Parameter SignatureMethod is %.64q; expected HMAC-SHA1.", method)
	}
	toSign := r.stringToSign()
	return s.compare(r.get("AccessKeyId"), r.get("SignatureNonce"), toSign, r.get("Signature"), func(secret string) string {
		mac := hmac.New(sha1.New, []byte(secret+"&"))
		mac.Write([]byte(toSign))
		return base64.StdEncoding.EncodeToString(mac.Sum(nil))
	})
}

// stringToSign returns METHOD&%2F& and the parameters, sorted and encoded twice.
func (r *request) stringToSign() string {
	return r.Method + "&%2F&" + percent(canonicalQuery(r.params))
}

// canonicalQuery returns parameters by name, but for the signature itself.
func canonicalQuery(params []given) string {
	params = slices.Clone(params)
	slices.SortStableFunc(params, func(p, q given) int { return strings.Compare(p.name, q.name) })
	var pairs []string
	for _, p := range params {
		if p.name != "Signature" {
			pairs = append(pairs, percent(p.name)+"="+percent(p.value))
		}
	}
	return strings.Join(pairs, "&")
}

// percent encodes as RFC 3986 has it.
func percent(s string) string {
	return strings.NewReplacer("+", "%20", "*", "%2A", "%7E", "~").Replace(url.QueryEscape(s))
}

const acs3 = "ACS3-HMAC-SHA256"

// verifyACS3 checks a signature of the second generation: which headers are signed is
// said in the header Authorization.
func (s *Server) verifyACS3(r *request, authorization string) *refusal {
	algorithm, rest, _ := strings.Cut(authorization, " ")
	if algorithm != acs3 {
		return refuse(400, "InvalidSignatureMethod", "The header Authorization has the algorithm %.64q; expected %s.", algorithm, acs3)
	}
	var fields = map[string]string{}
	for field := range strings.SplitSeq(rest, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(field), "=")
		fields[name] = value
	}
	for _, name := range []string{"Credential", "SignedHeaders", "Signature"} {
		if fields[name] == "" {
			return refuse(400, "IncompleteSignature", "The header Authorization has no %s.", name)
		}
	}
	nonce := r.header("X-Acs-Signature-Nonce")
	if nonce == "" {
		return missing("x-acs-signature-nonce")
	}
	body := sha256.Sum256(r.body)
	payload := hex.EncodeToString(body[:])
	if sent := r.header("X-Acs-Content-Sha256"); sent != "" && sent != payload {
		return refuse(400, "SignatureDoesNotMatch", "The header x-acs-content-sha256 is %.64q, and that of the body is %s.", sent, payload)
	}
	canonical := sha256.Sum256([]byte(r.canonical(fields["SignedHeaders"], payload)))
	toSign := acs3 + "\n" + hex.EncodeToString(canonical[:])
	return s.compare(fields["Credential"], nonce, toSign, fields["Signature"], func(secret string) string {
		mac := hmac.New(sha256.New, []byte(secret))
		mac.Write([]byte(toSign))
		return hex.EncodeToString(mac.Sum(nil))
	})
}

// canonical returns the request in the form that is signed.
func (r *request) canonical(signed, payload string) string {
	var headers strings.Builder
	for name := range strings.SplitSeq(signed, ";") {
		value := r.header(name)
		if name == "host" && value == "" {
			value = r.Host
			if value == "" {
				value = r.URL.Host
			}
		}
		headers.WriteString(name + ":" + strings.TrimSpace(value) + "\n")
	}
	return r.Method + "\n/\n" + canonicalQuery(r.params[:r.query]) + "\n" + headers.String() + "\n" + signed + "\n" + payload
}

// compare compares a signature with the right one. A nonce is used up by a request
// that is signed rightly.
func (s *Server) compare(key, nonce, toSign, signature string, sign func(secret string) string) *refusal {
	secret, ok := s.options.Keys[key]
	switch {
	case !ok:
		return refuse(404, "InvalidAccessKeyId.NotFound", "Specified access key is not found.")
	case subtle.ConstantTimeCompare([]byte(signature), []byte(sign(secret))) == 0:
		return refuse(400, "SignatureDoesNotMatch", "Specified signature is not matched with our calculation. server string to sign is:%s", toSign)
	case !s.nonces.use(key + " " + nonce):
		return refuse(400, "SignatureNonceUsed", "Specified signature nonce was used already.")
	}
	return nil
}

// nonces remembers the latest nonces, by a hash.
type nonces struct {
	known map[tokenKey]bool
	order []tokenKey // a ring
	next  int
}

// maxNonces is how many nonces are remembered.
const maxNonces = 1 << 16

// use reports whether the nonce is new, and remembers it.
func (n *nonces) use(nonce string) bool {
	key := hash(nonce)
	if n.known[key] {
		return false
	}
	if n.known == nil {
		n.known = map[tokenKey]bool{}
	}
	if len(n.order) < maxNonces {
		n.order = append(n.order, key)
	} else {
		delete(n.known, n.order[n.next])
		n.order[n.next] = key
		n.next = (n.next + 1) % maxNonces
	}
	n.known[key] = true
	return true
}
