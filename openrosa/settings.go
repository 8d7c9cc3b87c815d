package openrosa

import (
	"bytes"
	"compress/zlib"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
)

type collectGeneral struct {
	Protocol  string `json:"protocol"`
	ServerURL string `json:"server_url"`
	Username  string `json:"username,omitempty"`
	Password  string `json:"password,omitempty"`
}

// CollectSettings gives the text of a QR code that sets up ODK Collect or KoboCollect for a server
// (Collect's documentation, settings QR codes): JSON, zlib, base64. serverURL is the folder of
// formList. The password stands in it plainly: who sees the code can send as that person. An address
// that isn't http or https is an error.
func CollectSettings(serverURL, username, password string) ([]byte, error) {
	u, err := url.Parse(serverURL)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" {
		return nil, errors.New("settings for Collect: the server's address is not http or https")
	}
	settings := struct {
		General collectGeneral `json:"general"`
		Admin   struct{}       `json:"admin"`
		Project struct{}       `json:"project"`
	}{General: collectGeneral{Protocol: "odk_default", ServerURL: serverURL, Username: username, Password: password}}
	var b bytes.Buffer
	text := base64.NewEncoder(base64.StdEncoding, &b)
	z := zlib.NewWriter(text)
	e := json.NewEncoder(z)
	e.SetEscapeHTML(false) // a QR code has no room for escapes
	if err := errors.Join(e.Encode(settings), z.Close(), text.Close()); err != nil {
		return nil, fmt.Errorf("settings for Collect: %w", err)
	}
	return b.Bytes(), nil
}
