// What Swift cannot import of curl/curl.h by itself: variadic functions, a union, a trailing array.
// One inline function for each type of argument; which option takes which is for the caller to know.
#pragma once
#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

typedef size_t (*ccurl_data_callback)(char *data, size_t size, size_t count, void *context);

static inline CURLcode ccurl_set_long(CURL *easy, CURLoption option, long value) {
  return curl_easy_setopt(easy, option, value);
}

static inline CURLcode ccurl_set_size(CURL *easy, CURLoption option, curl_off_t value) {
  return curl_easy_setopt(easy, option, value);
}

// NULL takes the option back.
static inline CURLcode ccurl_set_string(CURL *easy, CURLoption option, const char *value) {
  return curl_easy_setopt(easy, option, value);
}

static inline CURLcode ccurl_set_pointer(CURL *easy, CURLoption option, void *value) {
  return curl_easy_setopt(easy, option, value);
}

static inline CURLcode ccurl_set_list(CURL *easy, CURLoption option, struct curl_slist *value) {
  return curl_easy_setopt(easy, option, value);
}

static inline CURLcode ccurl_set_data_function(CURL *easy, CURLoption option, ccurl_data_callback f) {
  return curl_easy_setopt(easy, option, f);
}

static inline CURLcode ccurl_set_debug_function(CURL *easy, curl_debug_callback f) {
  return curl_easy_setopt(easy, CURLOPT_DEBUGFUNCTION, f);
}

static inline CURLcode ccurl_set_open_socket(CURL *easy, curl_opensocket_callback f) {
  return curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, f);
}

static inline CURLcode ccurl_set_close_socket(CURL *easy, curl_closesocket_callback f) {
  return curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, f);
}

static inline CURLcode ccurl_set_before_request(CURL *easy, curl_prereq_callback f) {
  return curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, f);
}

static inline CURLMcode ccurl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
  return curl_multi_setopt(multi, option, value);
}

// CURLVERSION_NOW is a macro that names a constant.
static inline long ccurl_features(void) { return curl_version_info(CURLVERSION_NOW)->features; }

// Zero, or NULL, when libcurl does not know.
static inline long ccurl_long(CURL *easy, CURLINFO info) {
  long value = 0;
  return curl_easy_getinfo(easy, info, &value) == CURLE_OK ? value : 0;
}

static inline curl_off_t ccurl_size(CURL *easy, CURLINFO info) {
  curl_off_t value = 0;
  return curl_easy_getinfo(easy, info, &value) == CURLE_OK ? value : 0;
}

static inline const char *ccurl_string(CURL *easy, CURLINFO info) {
  char *value = NULL;
  return curl_easy_getinfo(easy, info, &value) == CURLE_OK ? value : NULL;
}

static inline CURLcode ccurl_result(const CURLMsg *message) { return message->data.result; }

// The address in place: it may be longer than the field that names it.
static inline const struct sockaddr *ccurl_address(const struct curl_sockaddr *address) {
  return &address->addr;
}

// The port of this end of a TCP connection; 0 when nobody knows.
static inline int ccurl_local_port(int socket) {
  union {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
  } address;
  socklen_t length = sizeof address;
  if (getsockname(socket, &address.any, &length) != 0) return 0;
  // In both families the port is at the same place.
  return ntohs(address.v4.sin_port);
}

// For how long nothing has come in on a TCP connection; very long when nobody knows.
static inline unsigned ccurl_idle_milliseconds(int socket) {
  struct tcp_info info;
  socklen_t length = sizeof info;
  return getsockopt(socket, IPPROTO_TCP, TCP_INFO, &info, &length) == 0 ? info.tcpi_last_data_recv : ~0u;
}
