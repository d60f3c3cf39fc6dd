module example.com/ecsdisk

go 1.26
