// Command stranger asks a server of Loupe's through a client that was generated from the server's own
// description. It prints how many cases it read, page by page.
package main

import (
	"context"
	"fmt"
	"log"
	"os"

	"loupe/tools/stranger/client"
)

func main() {
	ctx := context.Background()
	c, err := client.NewClientWithResponses(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	limit, read, since := 2, 0, ""
	for more := true; more; {
		page, err := c.ListChangesWithResponse(ctx, &client.ListChangesParams{Limit: &limit, Since: &since})
		if err != nil || page.JSON200 == nil {
			log.Fatalf("changes: %v %s", err, page.Body)
		}
		for _, change := range page.JSON200.Changes {
			one, err := c.GetCaseWithResponse(ctx, change.Ref)
			if change.Withdrawal != nil {
				if err != nil || one.ApplicationproblemJSONDefault == nil || one.ApplicationproblemJSONDefault.Status != 410 {
					log.Fatalf("%s was withdrawn: %v %s", change.Ref, err, one.Body)
				}
				continue
			}
			if err != nil || one.JSON200 == nil || one.JSON200.Version != change.Version || one.JSON200.Title == "" || one.JSON200.PublishedAt.IsZero() {
				log.Fatalf("%s: %v", change.Ref, err)
			}
			read++
		}
		since, more = page.JSON200.Since, page.JSON200.Next != nil
	}
	country := "XM"
	list, err := c.ListCasesWithResponse(ctx, &client.ListCasesParams{Country: &country, Limit: &limit})
	if err != nil || list.JSON200 == nil || list.JSON200.Total == 0 || len(list.JSON200.Cases) != limit {
		log.Fatalf("cases: %v %s", err, list.Body)
	}
	sites, err := c.ListSitesWithResponse(ctx)
	if err != nil || sites.JSON200 == nil || len(sites.JSON200.Sites) == 0 {
		log.Fatalf("sites: %v", err)
	}
	missing, err := c.GetCaseWithResponse(ctx, "LP-1999-0001")
	if err != nil || missing.ApplicationproblemJSONDefault == nil || missing.ApplicationproblemJSONDefault.Status != 404 {
		log.Fatalf("a problem wasn't told as one: %v", err)
	}
	fmt.Println(read)
}
