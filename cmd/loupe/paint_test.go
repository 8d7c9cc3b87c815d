package main

import (
	"context"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// BenchmarkFirstPaintAt2G opens the report page for the first time on a 2G line (250 kbit/s, 300 ms) and
// says when anything is seen and when the app stands; the budget for the first is 3 s.
func BenchmarkFirstPaintAt2G(b *testing.B) {
	_, base := demoHouse(b)
	for b.Loop() {
		p := newChrome(b)
		_, err := chromedp.Run(p.ctx, func(ctx context.Context, target *chromedp.Target) (bool, error) {
			if _, err := cdp.Call(ctx, target, network.Enable, network.EnableParams{}); err != nil {
				return false, err
			}
			_, err := cdp.Call(ctx, target, network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{
				MatchedNetworkConditions: []*network.Conditions{{Latency: 300, DownloadThroughput: 250e3 / 8, UploadThroughput: 50e3 / 8}},
			})
			return err == nil, err
		})
		if err != nil {
			b.Fatal(err)
		}
		p.visit(base + "/report")
		var at struct{ Page, Style, Paint, App float64 }
		p.run(`while (!performance.getEntriesByName("first-contentful-paint").length) await new Promise(r => setTimeout(r, 50));
while (document.querySelector("main").dataset.app !== "ready") await new Promise(r => setTimeout(r, 50));
return {Page: performance.getEntriesByType("navigation")[0].responseEnd, Style: Math.max(...performance.getEntriesByType("resource").filter(e => e.name.includes("/static/report.")).map(e => e.responseEnd)),
	Paint: performance.getEntriesByName("first-contentful-paint")[0].startTime, App: performance.now()}`, &at)
		b.ReportMetric(at.Page, "ms-to-page")
		b.ReportMetric(at.Style, "ms-to-style")
		b.ReportMetric(at.Paint, "ms-to-paint")
		b.ReportMetric(at.App, "ms-to-app")
	}
}
