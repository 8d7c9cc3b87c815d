package objects

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
)

// S3 keeps objects in a bucket of any S3 server.
type S3 struct {
	client *minio.Client
	wires  *http.Transport
	bucket string
}

// maxBuffered is the largest object that is read whole before it is sent. Loupe's parts are smaller;
// buffering lets the client send a digest ahead, and a short reader leave nothing behind.
const maxBuffered = 8 << 20

// OpenS3 connects to "s3://key:secret@host:port/bucket?tls=off&region=…" and makes the bucket when
// it isn't there.
func OpenS3(ctx context.Context, location string) (*S3, error) {
	u, err := url.Parse(location)
	if err != nil || u.Host == "" || u.User == nil {
		return nil, errors.New("the object store's address is not s3://key:secret@host:port/bucket")
	}
	bucket := strings.Trim(u.Path, "/")
	if bucket == "" {
		return nil, errors.New("the object store's address names no bucket")
	}
	secret, _ := u.User.Password()
	secure := u.Query().Get("tls") != "off"
	wires, err := minio.DefaultTransport(secure)
	if err != nil {
		return nil, fmt.Errorf("opening the object store: %w", err)
	}
	client, err := minio.New(u.Host, &minio.Options{
		Creds:     credentials.NewStaticV4(u.User.Username(), secret, ""),
		Secure:    secure,
		Region:    u.Query().Get("region"),
		Transport: wires,
	})
	if err != nil {
		return nil, fmt.Errorf("opening the object store: %w", err)
	}
	there, err := client.BucketExists(ctx, bucket)
	if err == nil && !there {
		err = client.MakeBucket(ctx, bucket, minio.MakeBucketOptions{Region: u.Query().Get("region")})
	}
	if err != nil {
		wires.CloseIdleConnections()
		return nil, fmt.Errorf("opening the bucket %q: %w", bucket, err)
	}
	return &S3{client, wires, bucket}, nil
}

// Close ends the connections that are kept for the next request.
func (s *S3) Close() error { s.wires.CloseIdleConnections(); return nil }

func s3Error(err error) error {
	if err == nil || errors.Is(err, io.EOF) {
		return err
	}
	switch minio.ToErrorResponse(err).Code {
	case "NoSuchKey", "NotFound":
		return ErrNotFound
	case "InvalidRange":
		return io.EOF
	}
	return err
}

// Put implements Store.
func (s *S3) Put(ctx context.Context, key string, r io.Reader, size int64) error {
	if err := checkKey(key); err != nil {
		return err
	}
	body := io.Reader(&exactly{r, size})
	if b, ok := r.(*bytes.Reader); ok && int64(b.Len()) == size {
		body = b // what is in memory already isn't copied
	} else if size <= maxBuffered {
		b := bytes.NewBuffer(make([]byte, 0, size+bytes.MinRead))
		if _, err := b.ReadFrom(body); err != nil {
			return err
		}
		body = bytes.NewReader(b.Bytes())
	}
	_, err := s.client.PutObject(ctx, s.bucket, key, body, size, minio.PutObjectOptions{ContentType: "application/octet-stream", SendContentMd5: true})
	if err != nil {
		return fmt.Errorf("putting an object: %w", err)
	}
	return nil
}

// Get implements Store.
func (s *S3) Get(ctx context.Context, key string) (io.ReadCloser, error) {
	if err := checkKey(key); err != nil {
		return nil, err
	}
	// The core call answers at once; the client's own object asks only when first read.
	body, _, _, err := minio.Core{Client: s.client}.GetObject(ctx, s.bucket, key, minio.GetObjectOptions{})
	if err != nil {
		return nil, s3Error(err)
	}
	return body, nil
}

// ReadAt implements Store.
func (s *S3) ReadAt(ctx context.Context, key string, p []byte, off int64) (int, error) {
	if err := checkKey(key); err != nil {
		return 0, err
	}
	if len(p) == 0 {
		return 0, nil
	}
	var o minio.GetObjectOptions
	if err := o.SetRange(off, off+int64(len(p))-1); err != nil {
		return 0, err
	}
	body, _, _, err := minio.Core{Client: s.client}.GetObject(ctx, s.bucket, key, o)
	if err != nil {
		return 0, s3Error(err)
	}
	defer body.Close()
	n, err := io.ReadFull(body, p)
	if errors.Is(err, io.ErrUnexpectedEOF) {
		err = io.EOF
	}
	return n, err
}

// Size implements Store.
func (s *S3) Size(ctx context.Context, key string) (int64, error) {
	if err := checkKey(key); err != nil {
		return 0, err
	}
	info, err := s.client.StatObject(ctx, s.bucket, key, minio.StatObjectOptions{})
	return info.Size, s3Error(err)
}

// Delete implements Store.
func (s *S3) Delete(ctx context.Context, key string) error {
	if err := checkKey(key); err != nil {
		return err
	}
	if err := s3Error(s.client.RemoveObject(ctx, s.bucket, key, minio.RemoveObjectOptions{})); err != nil && !errors.Is(err, ErrNotFound) {
		return fmt.Errorf("deleting an object: %w", err)
	}
	return nil
}

// List implements Store.
func (s *S3) List(ctx context.Context, prefix string, fn func(string, int64) error) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop() // ends the lister when fn gives up
	for o := range s.client.ListObjects(ctx, s.bucket, minio.ListObjectsOptions{Prefix: prefix, Recursive: true}) {
		if o.Err != nil {
			return fmt.Errorf("listing objects: %w", o.Err)
		}
		if err := fn(o.Key, o.Size); err != nil {
			return err
		}
	}
	return nil
}

// Check implements Store.
func (s *S3) Check(ctx context.Context) error {
	const key = "check"
	return errors.Join(s.Put(ctx, key, strings.NewReader("ok"), 2), s.Delete(ctx, key))
}
