// Package web is what all doors share: pages and how they are rendered, the one table of errors,
// the session cookie, protection against forged requests, headers, limits and language.
//
// A page is a struct that embeds Page; package and name decide its template: report.Receipt renders
// templates/report/receipt.html. A template's first line names its layout, "{{/* layout: desk */}}",
// and it defines "main". Partials in templates/partial are at hand everywhere.
package web
