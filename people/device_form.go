package people

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"loupe/models"
	"loupe/openrosa"
	"loupe/seal"
)

// OpenForm is an uploaded form with what is in it and what it means to us.
type OpenForm struct {
	models.DeviceForm
	Key     string // in addresses: a form's id can hold anything
	Info    openrosa.FormInfo
	Mapping openrosa.Mapping
}

func openForm(f models.DeviceForm) (OpenForm, error) {
	o := OpenForm{DeviceForm: f, Key: FormKey(f.FormID)}
	if err := json.Unmarshal([]byte(f.Mapping), &o.Mapping); err != nil {
		return o, err
	}
	var err error
	o.Info, err = openrosa.ParseForm(strings.NewReader(f.XML))
	return o, err
}

// FormKey names a form in addresses.
func FormKey(id string) string { return seal.HashToken("form " + id)[:24] }

// OfferedForms lists the uploaded forms, for phones.
func (p *People) OfferedForms(ctx context.Context) ([]models.DeviceForm, error) {
	return p.store.DeviceForms(ctx)
}

// Forms lists them for an admin, without what is in them.
func (p *People) Forms(ctx context.Context, by models.Person) ([]OpenForm, error) {
	if err := models.MayAdminister(by, models.DeedForms); err != nil {
		return nil, err
	}
	list, err := p.store.DeviceForms(ctx)
	out := make([]OpenForm, len(list))
	for i, f := range list {
		out[i] = OpenForm{DeviceForm: f, Key: FormKey(f.FormID)}
	}
	return out, err
}

// Form opens one.
func (p *People) Form(ctx context.Context, by models.Person, key string) (OpenForm, error) {
	list, err := p.Forms(ctx, by)
	if err != nil {
		return OpenForm{}, err
	}
	for _, f := range list {
		if f.Key == key {
			return openForm(f.DeviceForm)
		}
	}
	return OpenForm{}, models.ErrNotFound
}

// AddForm takes an XForm. What its fields mean is guessed from their names and can be mended before it
// is offered; a form that is there already keeps what was said of it.
func (p *People) AddForm(ctx context.Context, by models.Person, xml []byte) (key string, err error) {
	if err := models.MayAdminister(by, models.DeedForms); err != nil {
		return "", err
	}
	refuse := func(key string) error {
		return models.RefuseFields(models.FieldError{Field: "form", Key: key})
	}
	info, err := openrosa.ParseForm(bytes.NewReader(xml))
	switch {
	case errors.Is(err, openrosa.ErrTooLarge):
		return "", refuse("device.form.error.large")
	case err != nil || !utf8.Valid(xml) || bytes.ContainsRune(xml, 0):
		return "", refuse("device.form.error.xml")
	case info.ID == "" || len(info.ID) > 200:
		return "", refuse("device.form.error.id")
	case strings.HasPrefix(info.ID, openrosa.ReportID):
		return "", refuse("device.form.error.ours")
	case bytes.Contains(xml, []byte("jr://file")):
		return "", refuse("device.form.error.files")
	}
	f := models.DeviceForm{FormID: info.ID, Version: info.Version, Title: info.Title, XML: string(xml), At: p.now()}
	if f.Title == "" {
		f.Title = f.FormID
	}
	mapping := guess(info)
	if before, err := p.Form(ctx, by, FormKey(info.ID)); err == nil {
		mapping.Fields, mapping.Values, mapping.Drop, f.Listed = before.Mapping.Fields, before.Mapping.Values, before.Mapping.Drop, before.Listed
	}
	return FormKey(info.ID), p.saveForm(ctx, by, f, mapping)
}

func (p *People) saveForm(ctx context.Context, by models.Person, f models.DeviceForm, m openrosa.Mapping) error {
	text, err := json.Marshal(m)
	if err != nil {
		return err
	}
	f.Mapping = string(text)
	return p.store.SaveDeviceForm(ctx, f, p.custody(by.ID, models.ItemPlatform, "", models.DeedForms, "form "+FormKey(f.FormID)))
}

// guess takes fields that are named as ours, and drops what a phone fills in about itself: its number,
// its serial, its user.
func guess(info openrosa.FormInfo) openrosa.Mapping {
	m := openrosa.Mapping{Fields: map[string]string{}, Labels: map[string]string{}}
	for _, f := range info.Fields {
		if f.Label != "" {
			m.Labels[f.Path] = f.Label
		}
		name := f.Path[strings.LastIndexByte(f.Path, '/')+1:]
		switch {
		case f.Preload == "property":
			m.Drop = append(m.Drop, f.Path)
		case slices.Contains(openrosa.Names, name) && m.Fields[name] == "":
			m.Fields[name] = f.Path
		}
	}
	return m
}

// FormMeans is what an admin says of a form.
type FormMeans struct {
	To     map[string]string // path -> one of openrosa.Names, "drop", or "" for the account's end
	Values string            // lines "field: theirs = ours"
	Listed bool
}

// SetForm says what a form's fields mean and whether phones are offered it.
func (p *People) SetForm(ctx context.Context, by models.Person, key string, in FormMeans) error {
	f, err := p.Form(ctx, by, key)
	if err != nil {
		return err
	}
	m := openrosa.Mapping{Fields: map[string]string{}, Labels: f.Mapping.Labels}
	for i, field := range f.Info.Fields {
		switch to := in.To[field.Path]; {
		case to == "":
		case to == "drop":
			m.Drop = append(m.Drop, field.Path)
		case !slices.Contains(openrosa.Names, to):
			return models.RefuseFields(models.FieldError{Field: FormField(i), Key: "device.form.error.choose"})
		case m.Fields[to] != "":
			return models.RefuseFields(models.FieldError{Field: FormField(i), Key: "device.form.error.twice"})
		default:
			m.Fields[to] = field.Path
		}
	}
	if m.Values, err = parseValues(in.Values); err != nil {
		return err
	}
	f.Listed, f.At = in.Listed, p.now()
	return p.saveForm(ctx, by, f.DeviceForm, m)
}

// FormField names the input of a form's n-th field.
func FormField(n int) string { return "field-" + strconv.Itoa(n) }

func parseValues(text string) (map[string]map[string]string, error) {
	values := map[string]map[string]string{}
	for i, line := range strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n") {
		if strings.TrimSpace(line) == "" {
			continue
		}
		name, rest, ok := strings.Cut(line, ":")
		theirs, ours, also := strings.Cut(rest, "=")
		name, theirs, ours = strings.TrimSpace(name), strings.TrimSpace(theirs), strings.TrimSpace(ours)
		if !ok || !also || !slices.Contains(openrosa.Names, name) || theirs == "" || ours == "" {
			return nil, models.RefuseFields(models.FieldError{Field: "values", Key: "device.form.error.values", Args: map[string]any{"Line": i + 1}})
		}
		if values[name] == nil {
			values[name] = map[string]string{}
		}
		values[name][theirs] = ours
	}
	return values, nil
}

// ValuesText writes a mapping's values as SetForm reads them.
func ValuesText(m openrosa.Mapping) string {
	var lines []string
	for _, name := range openrosa.Names {
		var of []string
		for theirs, ours := range m.Values[name] {
			of = append(of, name+": "+theirs+" = "+ours)
		}
		slices.Sort(of)
		lines = append(lines, of...)
	}
	return strings.Join(lines, "\n")
}
