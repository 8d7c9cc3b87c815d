package seal

import "strings"

const bech32Alphabet = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"

// bech32Upper writes data in Bech32 (BIP-173) in upper case, as age writes secret keys. age's own
// encoder is internal, and it is the only part of the format that it doesn't export.
func bech32Upper(prefix string, data []byte) string {
	var five []byte
	var acc, bits uint
	for _, b := range data {
		acc, bits = acc<<8|uint(b), bits+8
		for ; bits >= 5; bits -= 5 {
			five = append(five, byte(acc>>(bits-5)&31))
		}
	}
	if bits > 0 {
		five = append(five, byte(acc<<(5-bits)&31))
	}
	var expanded []byte
	for _, c := range prefix {
		expanded = append(expanded, byte(c)>>5)
	}
	expanded = append(expanded, 0)
	for _, c := range prefix {
		expanded = append(expanded, byte(c)&31)
	}
	check := bech32Polymod(append(append(expanded, five...), 0, 0, 0, 0, 0, 0)) ^ 1
	for i := range 6 {
		five = append(five, byte(check>>(5*(5-i))&31))
	}
	out := []byte(prefix + "1")
	for _, v := range five {
		out = append(out, bech32Alphabet[v])
	}
	return strings.ToUpper(string(out))
}

func bech32Polymod(values []byte) uint32 {
	generator := [5]uint32{0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3}
	sum := uint32(1)
	for _, v := range values {
		top := sum >> 25
		sum = sum&0x1ffffff<<5 ^ uint32(v)
		for i, g := range generator {
			if top>>i&1 == 1 {
				sum ^= g
			}
		}
	}
	return sum
}
