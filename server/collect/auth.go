package collect

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"loupe/models"
	"loupe/openrosa"
	"loupe/people"
)

const nonceLife = time.Hour

// sender is who sends: a device, and the monitor whose reports it sends.
type sender struct {
	models.Person
	device models.Device
}

const senderKey = "sender"

func senderOf(c echo.Context) sender { s, _ := c.Get(senderKey).(sender); return s }

// errNotSender is what every wrong credential gets.
var errNotSender = models.Refuse(models.Unauthenticated, "device.error.sign_in")

// signedIn lets devices through that may send, by Digest or, where nobody can listen, Basic.
func (d *Door) signedIn(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		ctx := c.Request().Context()
		key, err := d.people.NonceKey(ctx)
		if err != nil {
			return err
		}
		device, stale, err := d.credentials(c, key)
		if err == nil {
			err = d.admit(c, device)
		}
		if models.KindOf(err) == models.Unauthenticated {
			h := c.Response().Header()
			h.Add("WWW-Authenticate", openrosa.Challenge(people.DeviceRealm, openrosa.NewNonce(key, d.web.Now()), stale))
			if d.private(c) {
				h.Add("WWW-Authenticate", `Basic realm="`+people.DeviceRealm+`", charset="UTF-8"`)
			}
		}
		if err != nil {
			return err
		}
		return next(c)
	}
}

func (d *Door) admit(c echo.Context, device models.Device) error {
	if device.ID == "" {
		return errNotSender
	}
	who, err := d.people.DeviceSends(c.Request().Context(), device)
	if models.KindOf(err) == models.NotFound {
		return errNotSender
	}
	c.Set(senderKey, sender{who, device})
	return err
}

func (d *Door) credentials(c echo.Context, key []byte) (device models.Device, stale bool, err error) {
	r := c.Request()
	header := r.Header.Get("Authorization")
	if username, password, ok := r.BasicAuth(); ok {
		device, err = d.byPassword(c, username, password)
		return device, false, err
	}
	if header == "" || !strings.HasPrefix(strings.ToLower(header), "digest ") {
		return models.Device{}, false, errNotSender
	}
	given, err := openrosa.ParseDigest(header)
	if err != nil || given.Realm != people.DeviceRealm || given.Algorithm != openrosa.MD5 || !sameAddress(given.URI, r) {
		return models.Device{}, false, errNotSender
	}
	fresh := openrosa.CheckNonce(key, given.Nonce, d.web.Now(), nonceLife)
	if fresh != nil && !errors.Is(fresh, openrosa.ErrStaleNonce) {
		return models.Device{}, false, errNotSender
	}
	if device, err = d.people.NamedDevice(r.Context(), given.Username); err != nil {
		return models.Device{}, false, err
	}
	switch {
	case !given.Verify(r.Method, device.HA1):
		return models.Device{}, false, errNotSender
	case fresh != nil || !d.counts.first(given.Nonce, given.Count(), d.web.Now()):
		return models.Device{}, true, errNotSender // the password is right, so the phone needn't ask for it again
	}
	return device, false, nil
}

// byPassword takes a password that comes in the open, and so only where nobody can listen.
func (d *Door) byPassword(c echo.Context, username, password string) (models.Device, error) {
	if !d.private(c) {
		return models.Device{}, models.Refuse(models.Forbidden, "device.error.open_line")
	}
	device, err := d.people.PasswordDevice(c.Request().Context(), username, password)
	if models.KindOf(err) == models.NotFound {
		return device, errNotSender
	}
	return device, err
}

// private tells whether nobody on the way can listen: TLS (here or at the proxy that the public
// address speaks of), the machine itself, or an onion service.
func (d *Door) private(c echo.Context) bool {
	if c.Request().TLS != nil {
		return true
	}
	u, err := url.Parse(d.web.BaseURL)
	if err != nil {
		return false
	}
	host := u.Hostname()
	return u.Scheme == "https" || host == "localhost" || host == "127.0.0.1" || host == "::1" || strings.HasSuffix(host, ".onion")
}

// sameAddress compares what was signed with what is asked for; some clients sign the absolute address.
func sameAddress(signed string, r *http.Request) bool {
	if signed == r.RequestURI {
		return true
	}
	u, err := url.Parse(signed)
	return err == nil && u.IsAbs() && u.RequestURI() == r.URL.RequestURI()
}

// signedInTella lets devices through that carry the bearer token of their password.
func (d *Door) signedInTella(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		token, ok := strings.CutPrefix(c.Request().Header.Get("Authorization"), "Bearer ")
		if !ok || token == "" || len(token) > 200 {
			return errNotSender
		}
		device, err := d.people.TokenDevice(c.Request().Context(), token)
		if models.KindOf(err) == models.NotFound {
			return errNotSender
		}
		if err == nil {
			err = d.admit(c, device)
		}
		if err != nil {
			return err
		}
		return next(c)
	}
}

// detached goes on when the phone is gone: what came whole is kept.
func detached(c echo.Context) context.Context { return context.WithoutCancel(c.Request().Context()) }
