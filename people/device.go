package people

import (
	"context"
	"crypto/subtle"
	"strings"
	"time"
	"unicode/utf8"

	"loupe/models"
	"loupe/openrosa"
	"loupe/seal"
)

// DeviceRealm is what digest sign-in calls us. It is part of what is kept of each password, so it
// never changes.
const DeviceRealm = "Loupe"

type deviceStore interface {
	AddDevice(ctx context.Context, d models.Device, ev models.Custody) error
	RevokeDevice(ctx context.Context, id models.ID, at time.Time, ev models.Custody) error
	Device(ctx context.Context, id models.ID) (models.Device, error)
	DeviceByName(ctx context.Context, username string) (models.Device, error)
	DeviceByToken(ctx context.Context, hash string) (models.Device, error)
	Devices(ctx context.Context, person models.ID) ([]models.DeviceOwner, error)
	DeviceUsed(ctx context.Context, id models.ID, day string) error
	SaveDeviceForm(ctx context.Context, f models.DeviceForm, ev models.Custody) error
	DeviceForms(ctx context.Context) ([]models.DeviceForm, error)
	Secret(ctx context.Context, name, fresh string) (string, error)
}

// MadeDevice is a new device with its password, which is shown once and kept nowhere.
type MadeDevice struct {
	models.Device
	Password string
}

const maxDevices = 50

// MakeDevice makes what a phone sends with, for a monitor. The password is drawn: 128 bits, of no use
// to read anything, so a fast digest of it can be kept.
func (p *People) MakeDevice(ctx context.Context, by models.Person, owner models.ID, name string) (MadeDevice, error) {
	who, err := p.store.Person(ctx, owner)
	if err != nil {
		return MadeDevice{}, err
	}
	if err := models.MayKeepDevice(by, who); err != nil {
		return MadeDevice{}, err
	}
	if !who.Has(models.RoleMonitor) {
		return MadeDevice{}, models.RefuseFields(models.FieldError{Field: "person", Key: "device.error.monitor"})
	}
	name = strings.TrimSpace(name)
	if n := utf8.RuneCountInString(name); n == 0 || n > 60 {
		return MadeDevice{}, models.RefuseFields(models.FieldError{Field: "name", Key: "device.error.name"})
	}
	own, err := p.store.Devices(ctx, owner)
	if err != nil {
		return MadeDevice{}, err
	}
	if active(own) >= maxDevices {
		return MadeDevice{}, models.RefuseFields(models.FieldError{Field: "name", Key: "device.error.many", Args: map[string]any{"Max": maxDevices}})
	}
	made, err := p.drawDevice()
	if err != nil {
		return MadeDevice{}, err
	}
	made.PersonID, made.Name, made.MadeBy, made.MadeAt = owner, name, by.ID, p.now()
	return made, p.store.AddDevice(ctx, made.Device, p.custody(by.ID, models.ItemPerson, owner, models.DeedDeviceMake, "device "+string(made.ID)))
}

func active(list []models.DeviceOwner) (n int) {
	for _, d := range list {
		if d.RevokedAt.IsZero() {
			n++
		}
	}
	return n
}

func (p *People) drawDevice() (MadeDevice, error) {
	var drawn [3]models.ID
	for i := range drawn {
		id, err := models.NewID(p.random)
		if err != nil {
			return MadeDevice{}, err
		}
		drawn[i] = id
	}
	s := string(drawn[2])
	made := MadeDevice{Password: strings.Join([]string{s[:5], s[5:10], s[10:15], s[15:20], s[20:]}, "-")}
	made.ID, made.Username = drawn[0], string(drawn[1][:8])
	made.HA1, made.Secret, made.TokenHash = openrosa.HA1(openrosa.MD5, made.Username, DeviceRealm, made.Password), secretOf(made.Password), tokenHash(DeviceToken(made.Password))
	return made, nil
}

func secretOf(password string) string { return seal.HashToken("device " + password) }
func tokenHash(token string) string   { return seal.HashToken("device token " + token) }

// DeviceToken gives the bearer token that a password stands for. It doesn't lead back to the password.
func DeviceToken(password string) string { return seal.HashToken("bearer of " + password) }

// OwnDevices lists a monitor's devices.
func (p *People) OwnDevices(ctx context.Context, by models.Person) ([]models.DeviceOwner, error) {
	if !by.Has(models.RoleMonitor) {
		return nil, models.ErrNotFound
	}
	return p.store.Devices(ctx, by.ID)
}

// AllDevices lists everybody's devices and the monitors for whom one can be made.
func (p *People) AllDevices(ctx context.Context, by models.Person) (list []models.DeviceOwner, monitors []models.Person, err error) {
	if err := models.MayAdminister(by, models.DeedDeviceMake); err != nil {
		return nil, nil, err
	}
	all, err := p.store.People(ctx)
	if err != nil {
		return nil, nil, err
	}
	for _, who := range all {
		if who.Has(models.RoleMonitor) {
			monitors = append(monitors, who)
		}
	}
	list, err = p.store.Devices(ctx, "")
	return list, monitors, err
}

// RevokeDevice ends a device at once.
func (p *People) RevokeDevice(ctx context.Context, by models.Person, id models.ID) error {
	d, err := p.store.Device(ctx, id)
	if err != nil {
		return err
	}
	if err := models.MayKeepDevice(by, models.Person{ID: d.PersonID}); err != nil {
		return err
	}
	return p.store.RevokeDevice(ctx, id, p.now(), p.custody(by.ID, models.ItemPerson, d.PersonID, models.DeedDeviceRevoke, "device "+string(id)))
}

// NamedDevice finds a device for digest sign-in. For a name that nobody has the device is empty, and
// no answer fits it.
func (p *People) NamedDevice(ctx context.Context, username string) (models.Device, error) {
	d, err := p.store.DeviceByName(ctx, username)
	if models.KindOf(err) == models.NotFound {
		return models.Device{}, nil
	}
	return d, err
}

// PasswordDevice finds a device by name and password; ErrNotFound for any that don't fit.
func (p *People) PasswordDevice(ctx context.Context, username, password string) (models.Device, error) {
	d, err := p.NamedDevice(ctx, username)
	if err != nil {
		return d, err
	}
	if subtle.ConstantTimeCompare([]byte(secretOf(password)), []byte(d.Secret)) != 1 || d.ID == "" {
		return models.Device{}, models.ErrNotFound
	}
	return d, nil
}

// TokenDevice finds a device by its bearer token.
func (p *People) TokenDevice(ctx context.Context, token string) (models.Device, error) {
	return p.store.DeviceByToken(ctx, tokenHash(token))
}

// NonceKey gives the secret by which all nodes sign the nonces of digest sign-in.
func (p *People) NonceKey(ctx context.Context) ([]byte, error) {
	if key := p.nonceKey.Load(); key != nil {
		return *key, nil
	}
	fresh, _, err := seal.NewToken(p.random)
	if err != nil {
		return nil, err
	}
	kept, err := p.store.Secret(ctx, "device nonces", fresh)
	if err != nil {
		return nil, err
	}
	key := []byte(kept)
	p.nonceKey.Store(&key)
	return key, nil
}

// DeviceSends gives the person whose reports a device sends, once its credentials were found right,
// and notes the day. A person who may not send any more is ErrNotFound.
func (p *People) DeviceSends(ctx context.Context, d models.Device) (models.Person, error) {
	who, err := p.store.Person(ctx, d.PersonID)
	if err != nil {
		return who, err
	}
	if !who.Has(models.RoleMonitor) {
		return models.Person{}, models.ErrNotFound
	}
	if day := p.now().Format(time.DateOnly); day != d.UsedOn {
		return who, p.store.DeviceUsed(ctx, d.ID, day)
	}
	return who, nil
}
