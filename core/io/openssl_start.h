#pragma once

namespace reverie::io {

/// Comes before the first use of OpenSSL in a process; later calls cost nothing. Any thread.
/// By default OpenSSL takes itself down in exit(), while threads may still be ending: what those hold for it is lost
/// (what a leak checker reports), and one that still speaks TLS has nothing under its feet. The system takes the
/// memory back anyway.
void startOpenSsl();

}  // namespace reverie::io
