#include "gateway/https/router.h"

#include <gtest/gtest.h>

#include "gateway/https/url.h"

namespace concordat::gateway {
namespace {

std::string found(const Router& router, std::string_view method, std::string_view path) {
  const Router::Found at = router.find(method, path);
  return at.route != nullptr ? at.route->path : at.other_method ? "other method" : "nothing";
}

TEST(Router, FindsTheLongestThatFits) {
  Router router;
  for (const char* path : {"/a", "/a/*", "/a/b/*", "/a/b/c"}) router.add({"GET", path, {}, 0});
  router.add({"POST", "/a/b/c", {}, 100});
  router.add({"POST", "/post", {}, 10});
  EXPECT_EQ(found(router, "GET", "/a"), "/a");
  EXPECT_EQ(found(router, "GET", "/a/"), "/a/*");
  EXPECT_EQ(found(router, "GET", "/a/x/y"), "/a/*");
  EXPECT_EQ(found(router, "GET", "/a/b/x"), "/a/b/*");
  EXPECT_EQ(found(router, "GET", "/a/b/c"), "/a/b/c");
  EXPECT_EQ(router.find("POST", "/a/b/c").route->body_bytes, 100u);
  EXPECT_EQ(found(router, "GET", "/post"), "other method");
  EXPECT_EQ(found(router, "DELETE", "/a/b/c"), "other method");
  for (const char* path : {"", "/", "/b", "/A", "/a?x=1", "/posts", "a"})
    EXPECT_EQ(found(router, "GET", path), "nothing");
  EXPECT_EQ(router.largest_body(), 100u);
}

TEST(HttpError, SaysWhatThePeerMayKnow) {
  EXPECT_EQ(http_error({Code::kNotFound, "no such thing"}).status, 404);
  EXPECT_EQ(http_error({Code::kNotFound, "no such thing"}).body, "no such thing\n");
  const HttpResponse ours = http_error({Code::kIo, "/srv/secret/file: cannot be read"});
  EXPECT_GE(ours.status, 500);
  EXPECT_EQ(ours.body.find("secret"), std::string::npos);
}

TEST(Url, HasOneMeaning) {
  const auto url = Url::parse("https://north.example:7444/witness/add-checkpoint");
  ASSERT_TRUE(url) << url.error().detail;
  EXPECT_TRUE(url->tls);
  EXPECT_EQ(url->host, "north.example");
  EXPECT_EQ(url->port, 7444);
  EXPECT_EQ(url->path, "/witness/add-checkpoint");
  EXPECT_EQ(Url::parse("https://north.example")->port, 443);
  EXPECT_EQ(Url::parse("https://north.example")->path, "/");
  EXPECT_EQ(Url::parse("https://[2001:db8::1]:8443/x")->host, "2001:db8::1");
  EXPECT_EQ(Url::parse("https://[2001:db8::1]:8443/x")->authority(), "[2001:db8::1]:8443");
  for (const char* loopback : {"http://127.0.0.1:80/x", "http://localhost/x", "http://[::1]:7500/x"})
    EXPECT_TRUE(Url::parse(loopback)) << loopback;
}

TEST(Url, WhatIsNoneIsRefused) {
  for (const char* bad : {"", "north.example", "ftp://north.example/", "https://", "https:///x", "https://:443/",
                          "https://h:0/", "https://h:65536/", "https://h:x/", "https://h:/", "https://u@h/",
                          "https://h/a b", "https://h/a?b", "https://h/a#b", "https://h/\r\nx", "http://192.0.2.1/",
                          "http://north.example/", "http://127.0.0.1.example/", "https://h\r\n/"})
    EXPECT_FALSE(Url::parse(bad)) << bad;
}

}  // namespace
}  // namespace concordat::gateway
