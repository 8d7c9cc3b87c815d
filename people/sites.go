package people

import (
	"context"
	"fmt"

	"loupe/gazetteer"
	"loupe/models"
)

// ReadSites reads a file of sites and says what it makes of each row, beside the sites that are
// there. Nothing is kept.
func (p *People) ReadSites(ctx context.Context, by models.Person, data []byte, f gazetteer.File) (gazetteer.Reading, error) {
	if err := models.MayAdminister(by, models.DeedSiteAdd); err != nil {
		return gazetteer.Reading{}, err
	}
	return p.ReadSitesHere(ctx, data, f)
}

// ReadSitesHere is ReadSites for who has the machine.
func (p *People) ReadSitesHere(ctx context.Context, data []byte, f gazetteer.File) (gazetteer.Reading, error) {
	r, err := gazetteer.Read(data, f)
	if err != nil {
		return r, err
	}
	there, err := p.store.Sites(ctx)
	if err == nil {
		r.Compare(there)
	}
	return r, err
}

// ImportSites takes the good rows of a file in, and does with those that may be there already as it is told.
func (p *People) ImportSites(ctx context.Context, by models.Person, data []byte, f gazetteer.File, twins gazetteer.Twins) (models.SiteImport, error) {
	if err := models.MayAdminister(by, models.DeedSiteAdd); err != nil {
		return models.SiteImport{}, err
	}
	return p.importSites(ctx, by.ID, data, f, twins)
}

// ImportSitesHere is ImportSites for who has the machine.
func (p *People) ImportSitesHere(ctx context.Context, data []byte, f gazetteer.File, twins gazetteer.Twins) (models.SiteImport, error) {
	return p.importSites(ctx, "", data, f, twins)
}

func (p *People) importSites(ctx context.Context, by models.ID, data []byte, f gazetteer.File, twins gazetteer.Twins) (models.SiteImport, error) {
	r, err := p.ReadSitesHere(ctx, data, f)
	if err != nil {
		return models.SiteImport{}, err
	}
	list := r.Sites(twins == gazetteer.TwinsSites)
	var more []models.SiteSource
	if twins == gazetteer.TwinsSources {
		more = r.Sources()
	}
	drawn := r.Outlines(twins)
	if len(list)+len(more)+len(drawn) == 0 {
		return models.SiteImport{}, models.RefuseFields(models.FieldError{Field: "file", Key: "gazetteer.error.nothing"})
	}
	in := models.SiteImport{Source: f.Source, Sites: len(list), By: by, At: p.now()}
	if in.ID, err = models.NewID(p.random); err != nil {
		return in, err
	}
	for i := range list {
		if list[i].ID, err = models.NewID(p.random); err != nil {
			return in, err
		}
		list[i].ImportID = in.ID
	}
	for i := range more {
		if more[i].ID, err = models.NewID(p.random); err != nil {
			return in, err
		}
		more[i].ImportID = in.ID
	}
	for i := range drawn {
		if drawn[i].ID, err = models.NewID(p.random); err != nil {
			return in, err
		}
		drawn[i].ImportID, drawn[i].At = in.ID, in.At
	}
	return p.store.ImportSites(ctx, in, list, more, drawn, p.custody(by, models.ItemPlatform, "", models.DeedSiteAdd, fmt.Sprint("import ", in.ID, " ", len(list))))
}

// SiteImports lists the files that were taken in, newest first.
func (p *People) SiteImports(ctx context.Context, by models.Person) ([]models.SiteImport, error) {
	if err := models.MayAdminister(by, models.DeedSiteAdd); err != nil {
		return nil, err
	}
	return p.store.SiteImports(ctx)
}

// UndoSiteImport takes the sites of a file out again and says how many stayed, because a report, a
// case or a publication names them.
func (p *People) UndoSiteImport(ctx context.Context, by models.Person, id models.ID) (stayed int, err error) {
	if err := models.MayAdminister(by, models.DeedSiteAdd); err != nil {
		return 0, err
	}
	return p.store.UndoSiteImport(ctx, id, p.custody(by.ID, models.ItemPlatform, "", models.DeedSiteAdd, fmt.Sprint("undo ", id)))
}
