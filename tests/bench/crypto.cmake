concordat_bench(crypto_bench SOURCES crypto_bench.cc DEPENDS crypto)
